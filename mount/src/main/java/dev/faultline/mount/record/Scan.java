package dev.faultline.mount.record;

import dev.faultline.disk.Caller;
import dev.faultline.disk.Disk;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Image;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a folder holds, without the contents of files.
 *
 * @param files the inodes of files, and where each is
 */
record Scan(
    Image image, Map<FileId, Long> numbers, Map<Long, Model.Owner> owners, Map<Long, Path> files) {
  private static final int KIND = 0170000;
  private static final int FOLDER = 0040000;
  private static final int FILE = 0100000;
  private static final int LINK = 0120000;

  /** Looks at everything below a folder; sockets and the like are left out. */
  static Scan of(Path folder) throws IOException {
    Disk disk = new Disk(Image.empty(), Caller.counting(), entry -> {});
    Map<FileId, Long> numbers = new HashMap<>();
    Map<Long, Model.Owner> owners = new HashMap<>();
    Map<Long, Path> files = new TreeMap<>();
    Scan scan = new Scan(disk.live(), numbers, owners, files);
    scan.add(disk, Image.ROOT, Model.ROOT_NAME, folder);
    return new Scan(disk.live().copy(), numbers, owners, files);
  }

  private void add(Disk disk, long in, String name, Path path) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(path, FileId.ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    int mode = (int) FileId.number(found, "mode");
    FileKind kind = kind(mode);
    if (kind == null) {
      return;
    }
    FileId id = FileId.of(found);
    Long known = numbers.get(id);
    if (known != null) {
      disk.link(known, in, name, name, name);
      return;
    }
    String target = kind == FileKind.SYMBOLIC_LINK ? Files.readSymbolicLink(path).toString() : "";
    long number = disk.create(in, name, kind, target, mode & 07777, name);
    numbers.put(id, number);
    owners.put(number, new Model.Owner(FileId.number(found, "uid"), FileId.number(found, "gid")));
    switch (kind) {
      case FILE -> {
        disk.resize(number, FileId.number(found, "size"), name);
        files.put(number, path);
      }
      case DIRECTORY -> {
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
          for (Path each : inside) {
            add(disk, number, each.getFileName().toString(), each);
          }
        }
      }
      case SYMBOLIC_LINK -> {}
    }
    if (kind != FileKind.SYMBOLIC_LINK) {
      addExtended(disk, number, path);
    }
  }

  private static void addExtended(Disk disk, long number, Path path) throws IOException {
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    if (view == null) {
      return;
    }
    for (String name : view.list()) {
      ByteBuffer value = ByteBuffer.allocate(view.size(name));
      view.read(name, value);
      disk.attribute(number, Attribute.EXTENDED + name, value.array(), name);
    }
  }

  private static @Nullable FileKind kind(int mode) {
    return switch (mode & KIND) {
      case FOLDER -> FileKind.DIRECTORY;
      case FILE -> FileKind.FILE;
      case LINK -> FileKind.SYMBOLIC_LINK;
      default -> null;
    };
  }
}
