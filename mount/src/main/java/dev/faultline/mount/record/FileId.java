package dev.faultline.mount.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the system tells two files apart by.
 *
 * @param device of its file system: major number in the upper half, minor number in the lower
 * @param inode its number there
 */
public record FileId(long device, long inode) {
  /** The attributes that {@link #of(Map)} needs, as {@code Files.readAttributes} names them. */
  static final String ATTRIBUTES = "unix:dev,ino,mode,uid,gid,size";

  /** From attributes of the system. */
  static FileId of(Map<String, Object> attributes) {
    long packed = number(attributes, "dev");
    long major = (packed >>> 8 & 0xfff) | (packed >>> 32 & ~0xfffL);
    long minor = (packed & 0xff) | (packed >>> 12 & ~0xffL & 0xffffffffL);
    return new FileId(major << 32 | minor, number(attributes, "ino"));
  }

  /** A number among attributes of the system. */
  static long number(Map<String, Object> attributes, String name) {
    if (attributes.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalStateException("the system says no " + name + ": " + attributes);
  }

  /** Of a file, a link itself where it is one. */
  public static FileId of(Path path) throws IOException {
    return of(Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
  }
}
