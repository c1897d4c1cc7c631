package dev.faultline.mount.record;

import dev.faultline.disk.FileKind;
import dev.faultline.disk.Inode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Changes one file from one state to another, and only what differs. */
final class Contents {
  private static final int PIECE = 64 * 1024;

  private Contents() {}

  /** The bytes and the length; {@code before} is null for an empty file. */
  static void change(Path path, @Nullable Inode before, Inode after) throws IOException {
    byte[] now = new byte[PIECE];
    byte[] then = new byte[PIECE];
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      if (file.length() != after.size()) {
        file.setLength(after.size());
      }
      for (long at = 0; at < after.size(); at += PIECE) {
        int length = after.read(at, then, 0, PIECE);
        Arrays.fill(now, (byte) 0);
        if (before != null) {
          before.read(at, now, 0, PIECE);
        }
        if (!Arrays.equals(now, 0, length, then, 0, length)) {
          file.seek(at);
          file.write(then, 0, length);
        }
      }
    }
  }

  /** Permissions, owner and the user's own; {@code before} is null for a new file. */
  static void changeAttributes(Path path, @Nullable Inode before, Inode after, Model.Owner birth)
      throws IOException {
    SortedMap<String, Object> old = before == null ? new TreeMap<>() : before.attributes();
    SortedMap<String, Object> set = after.attributes();
    boolean isNew = before == null;
    for (String name : new String[] {Attribute.USER, Attribute.GROUP}) {
      if (isNew || !Objects.equals(old.get(name), set.get(name))) {
        Object atBirth = name.equals(Attribute.USER) ? birth.user() : birth.group();
        int value = ((Long) set.getOrDefault(name, atBirth)).intValue();
        Files.setAttribute(
            path,
            name.equals(Attribute.USER) ? "unix:uid" : "unix:gid",
            value,
            LinkOption.NOFOLLOW_LINKS);
      }
    }
    if (after.kind() == FileKind.SYMBOLIC_LINK) {
      return;
    }
    changeExtended(path, old, set);
    // Behind the owner, whose change takes set-user and set-group bits away.
    Object permissions = set.get(Attribute.PERMISSIONS);
    if (permissions instanceof Long mode
        && (isNew || !mode.equals(old.get(Attribute.PERMISSIONS)))) {
      Files.setAttribute(path, "unix:mode", mode.intValue(), LinkOption.NOFOLLOW_LINKS);
    }
  }

  private static void changeExtended(Path path, Map<String, Object> old, Map<String, Object> set)
      throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    if (view == null) {
      return;
    }
    for (Map.Entry<String, Object> entry : set.entrySet()) {
      if (entry.getKey().startsWith(Attribute.EXTENDED)
          && entry.getValue() instanceof byte[] value
          && !(old.get(entry.getKey()) instanceof byte[] was && Arrays.equals(was, value))) {
        view.write(name(entry.getKey()), ByteBuffer.wrap(value));
      }
    }
    for (String key : old.keySet()) {
      if (key.startsWith(Attribute.EXTENDED) && !set.containsKey(key)) {
        view.delete(name(key));
      }
    }
  }

  private static String name(String key) {
    return key.substring(Attribute.EXTENDED.length());
  }
}
