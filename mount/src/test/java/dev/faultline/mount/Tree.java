package dev.faultline.mount;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What stands below a folder, as text to compare: names, links, attributes and contents. */
final class Tree {
  private Tree() {}

  static Map<String, String> of(Path folder) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    Map<Object, String> first = new HashMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = folder.relativize(file).toString();
        Map<String, Object> attributes =
            Files.readAttributes(
                file, "unix:ino,mode,uid,gid,size,nlink", LinkOption.NOFOLLOW_LINKS);
        String other = first.putIfAbsent(attributes.get("ino"), name);
        StringBuilder text = new StringBuilder();
        text.append("mode %o ".formatted((Integer) attributes.get("mode")))
            .append("owner " + attributes.get("uid") + ":" + attributes.get("gid"));
        if (other != null) {
          text.append(" is ").append(other);
        } else if (Files.isSymbolicLink(file)) {
          text.append(" to ").append(Files.readSymbolicLink(file));
        } else if (Files.isRegularFile(file)) {
          byte[] bytes = Files.readAllBytes(file);
          text.append(" links ").append(attributes.get("nlink"));
          text.append(" size ").append(attributes.get("size"));
          text.append(" bytes ").append(bytes.length).append(' ').append(Arrays.hashCode(bytes));
        }
        if (!Files.isSymbolicLink(file)) {
          UserDefinedFileAttributeView view =
              Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
          for (String extended : view.list().stream().sorted().toList()) {
            ByteBuffer value = ByteBuffer.allocate(view.size(extended));
            view.read(extended, value);
            text.append(' ').append(extended).append('=').append(Arrays.hashCode(value.array()));
          }
        }
        tree.put(name, text.toString());
      }
    }
    return tree;
  }
}
