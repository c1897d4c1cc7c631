package dev.faultline.mount.record;

import dev.faultline.disk.Disk;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Inode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
  private static final int BLOCK = Disk.BLOCK_BYTES;
  private static final int PIECE = 16 * BLOCK;

  private Contents() {}

  /**
   * The bytes and the length. What the state does not have is as it is in the file, or in the one
   * that lost its name.
   */
  static void change(Path path, boolean isNew, Inode after, @Nullable FileChannel nameless)
      throws IOException {
    try (RandomAccessFile file =
        Rights.toChange(path, () -> new RandomAccessFile(path.toFile(), "rw"))) {
      long outside = after.outsideEnd();
      long end = outside * BLOCK;
      if (outside > 0 && end < after.size() && end < file.length()) {
        // Behind it are zeros then, without a look at what may be a large hole.
        file.setLength(end);
      }
      if (file.length() != after.size()) {
        file.setLength(after.size());
      }
      if (isNew && hasOutside(after)) {
        if (nameless == null) {
          throw new IOException("the bytes of " + path.getFileName() + " are gone");
        }
        copy(nameless, file.getChannel(), Math.min(after.size(), end));
      }
      byte[] room = new byte[BLOCK];
      if (outside > 0) {
        for (long block : after.blocksHere().keySet()) {
          change(file, after, block * BLOCK, room);
        }
      } else {
        for (long at = 0; at < after.size(); at += BLOCK) {
          change(file, after, at, room);
        }
      }
    }
  }

  private static boolean hasOutside(Inode inode) {
    return inode.blocksHere().headMap(inode.outsideEnd()).size() < inode.outsideEnd();
  }

  private static void change(RandomAccessFile file, Inode after, long at, byte[] room)
      throws IOException {
    byte[] then = new byte[BLOCK];
    int length = after.read(at, then, 0, BLOCK);
    file.seek(at);
    file.readFully(room, 0, length);
    if (!Arrays.equals(room, 0, length, then, 0, length)) {
      file.seek(at);
      file.write(then, 0, length);
    }
  }

  /** Leaves holes where there are only zeros. */
  private static void copy(FileChannel from, FileChannel to, long size) throws IOException {
    ByteBuffer room = ByteBuffer.allocate(PIECE);
    for (long at = 0; at < size; at += PIECE) {
      room.clear().limit((int) Math.min(PIECE, size - at));
      while (room.hasRemaining() && from.read(room, at + room.position()) > 0) {}
      room.flip();
      boolean isZero = true;
      for (int i = 0; i < room.limit() && isZero; i++) {
        isZero = room.get(i) == 0;
      }
      while (!isZero && room.hasRemaining()) {
        to.write(room, at + room.position());
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
    Rights.toChange(
        path,
        () -> {
          changeExtended(path, old, set);
          return true;
        });
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
