package dev.faultline.guard.record;

import dev.faultline.guard.version.Stamp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Encodes entries with an end-to-end checksum: a CRC32C over the key, the stamp and the value. The
 * writer seals; disks, caches and links pass the bytes on unchanged; the reader opens them, and so
 * does each replica before it passes them to another. So corruption is detected at the next
 * opening, whichever hop caused it: Saltzer, Reed, Clark, <i>End-to-End Arguments in System
 * Design</i>, 1984.
 *
 * <p>Every change within four consecutive bytes is detected, and all but one in 2^32 of other
 * changes. A sound record of another key, as a misdirected read or write gives, is detected by its
 * key. An outdated record, as after a lost write, can be detected only by a reader that knows the
 * expected stamp. The checksum does not protect against deliberate changes.
 *
 * <p>The layout, big-endian: 1 byte 0xF6, the format; 8 bytes time; 1 byte 0 for a value and 1 for
 * a tombstone; the writer and the key, each in UTF-8 after 4 bytes of length; the value; and the
 * CRC32C of all that, 4 bytes little-endian. In that place and byte order the CRC continues the
 * polynomial of the bytes that it covers, so that the guarantee for consecutive bytes also holds
 * across the boundary.
 */
public final class Seal {
  private static final byte FORMAT = (byte) 0xF6;
  private static final int CRC_BYTES = 4;
  private static final int FIXED = 1 + 8 + 1 + 4 + 4 + CRC_BYTES;

  private Seal() {}

  /** The result of opening sealed bytes. */
  public sealed interface Opened {
    /** The entry as it was sealed. */
    record Sound(Entry entry) implements Opened {}

    /**
     * Bytes that are not a sound sealed entry.
     *
     * @param what is wrong with them
     */
    record Rotten(String what) implements Opened {}
  }

  /** The bytes of an entry. */
  public static byte[] seal(Entry entry) {
    byte[] writer = entry.stamp().writer().getBytes(StandardCharsets.UTF_8);
    byte[] key = entry.key().getBytes(StandardCharsets.UTF_8);
    byte[] value = entry.value();
    ByteBuffer bytes =
        ByteBuffer.allocate(
            Math.addExact(Math.addExact(FIXED, writer.length), key.length + value.length));
    bytes.put(FORMAT).putLong(entry.stamp().time());
    bytes.put((byte) (entry.isDeleted() ? 1 : 0));
    bytes.putInt(writer.length).put(writer).putInt(key.length).put(key).put(value);
    // Its lowest byte comes first: the layout is big-endian otherwise.
    bytes.putInt(Integer.reverseBytes(crc(bytes.array())));
    return bytes.array();
  }

  /** Opens the bytes stored under a key. */
  public static Opened open(String key, byte[] sealed) {
    Opened opened = open(sealed);
    return opened instanceof Opened.Sound(var entry) && !entry.key().equals(key)
        ? new Opened.Rotten("of key %s, expected %s".formatted(entry.key(), key))
        : opened;
  }

  /** Opens bytes whose key is not known. */
  public static Opened open(byte[] sealed) {
    if (sealed.length < FIXED) {
      return new Opened.Rotten("%d bytes, expected %d at least".formatted(sealed.length, FIXED));
    }
    ByteBuffer bytes = ByteBuffer.wrap(sealed);
    int format = bytes.get() & 0xFF;
    int crc = Integer.reverseBytes(bytes.getInt(sealed.length - CRC_BYTES));
    bytes.limit(sealed.length - CRC_BYTES);
    if (format != (FORMAT & 0xFF) || crc != crc(sealed)) {
      return new Opened.Rotten(
          "format %02x and checksum %08x, expected %02x and %08x"
              .formatted(format, crc, FORMAT, crc(sealed)));
    }
    long time = bytes.getLong();
    int kind = bytes.get();
    byte[] writer = part(bytes);
    byte[] key = part(bytes);
    // The checksum fits, so other lengths are a mistake of who has sealed it, or one in 2^32.
    if (writer == null
        || key == null
        || kind < 0
        || kind > 1
        || kind == 1 && bytes.hasRemaining()) {
      return new Opened.Rotten("the checksum is right, but the contents are not an entry");
    }
    Stamp stamp = new Stamp(time, new String(writer, StandardCharsets.UTF_8));
    String name = new String(key, StandardCharsets.UTF_8);
    byte[] value = new byte[bytes.remaining()];
    bytes.get(value);
    return new Opened.Sound(kind == 1 ? Entry.deleted(name, stamp) : Entry.of(name, stamp, value));
  }

  private static byte @Nullable [] part(ByteBuffer bytes) {
    int length = bytes.remaining() < 4 ? -1 : bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      return null;
    }
    byte[] part = new byte[length];
    bytes.get(part);
    return part;
  }

  private static int crc(byte[] sealed) {
    CRC32C crc = new CRC32C();
    crc.update(sealed, 0, sealed.length - CRC_BYTES);
    return (int) crc.getValue();
  }
}
