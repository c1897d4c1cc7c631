package dev.faultline.mount.record;

import dev.faultline.disk.Disk;
import dev.faultline.disk.Unsynced;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a crash may bring back of bytes that are about to go. All other durable bytes are in the
 * files themselves: {@link Unsynced} says which these are. Not thread-safe.
 */
final class Kept {
  private static final int BLOCK = Disk.BLOCK_BYTES;
  private static final int BLOCKS_AT_ONCE = 256;
  private static final byte[] ZEROS = new byte[BLOCK];

  /** Smaller files are kept in memory, since each that is not takes a descriptor. */
  private static final long SMALL = 64 * 1024;

  private static final int MOST_OPEN = 1_000;

  /** Files without a name, that a crash may give their names back. */
  private final Map<Long, FileChannel> nameless = new HashMap<>();

  /** Bytes of a file between two offsets are about to change, or to be cut off. */
  void beforeChange(List<Unsynced> all, long number, long from, long to, Path file)
      throws IOException {
    long first = from / BLOCK;
    long outside = 0;
    for (Unsynced each : all) {
      outside = Math.max(outside, each.outsideEnd(number));
    }
    long end = to > outside * BLOCK ? outside : (to + BLOCK - 1) / BLOCK;
    if (!isOutside(all, number, first, end)) {
      return;
    }
    try (FileChannel channel = open(file)) {
      ByteBuffer room = ByteBuffer.allocate((int) Math.min(BLOCKS_AT_ONCE, end - first) * BLOCK);
      for (long block = first; block < end; block += BLOCKS_AT_ONCE) {
        int count = (int) Math.min(BLOCKS_AT_ONCE, end - block);
        read(channel, block, room.clear().limit(count * BLOCK));
        for (int i = 0; i < count; i++) {
          // The last zeros of a file need no place.
          keep(all, number, block + i, room.array(), i * BLOCK, end < outside);
        }
      }
    }
    if (end == outside) {
      all.forEach(each -> each.endOutside(number, first));
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return Rights.toRead(file, () -> FileChannel.open(file, StandardOpenOption.READ));
  }

  private static boolean isOutside(List<Unsynced> all, long number, long first, long end) {
    for (long block = first; block < end; block++) {
      for (Unsynced each : all) {
        if (each.isOutside(number, block)) {
          return true;
        }
      }
    }
    return false;
  }

  /** What is behind the end of the file is zeros. */
  private static void read(FileChannel channel, long block, ByteBuffer into) throws IOException {
    while (into.hasRemaining() && channel.read(into, block * BLOCK + into.position()) > 0) {}
    Arrays.fill(into.array(), into.position(), into.limit(), (byte) 0);
  }

  private static void keep(
      List<Unsynced> all, long number, long block, byte[] bytes, int at, boolean withZeros) {
    boolean isZero = Arrays.equals(bytes, at, at + BLOCK, ZEROS, 0, BLOCK);
    if (isZero && !withZeros) {
      return;
    }
    byte[] kept = null;
    for (Unsynced each : all) {
      if (each.isOutside(number, block)) {
        if (kept == null) {
          kept = isZero ? ZEROS : Arrays.copyOfRange(bytes, at, at + BLOCK);
        }
        each.keep(number, block, kept);
      }
    }
  }

  /** A file is about to lose its last name. */
  void beforeLastName(List<Unsynced> all, long number, long size, Path file) throws IOException {
    if (nameless.containsKey(number)
        || all.stream().allMatch(each -> each.outsideEnd(number) == 0)) {
      return;
    }
    if (size <= SMALL || nameless.size() >= MOST_OPEN) {
      beforeChange(all, number, 0, Long.MAX_VALUE, file);
    } else {
      nameless.put(number, open(file));
    }
  }

  /** The bytes of a file that has lost its last name; null if they are not needed, or kept. */
  @Nullable FileChannel nameless(long number) {
    return nameless.get(number);
  }

  /** Closes files that no crash brings back, and those that have not lost their names at all. */
  void forget(List<Unsynced> all, LongPredicate isNamed) {
    Iterator<Map.Entry<Long, FileChannel>> each = nameless.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Long, FileChannel> file = each.next();
      if (isNamed.test(file.getKey())
          || all.stream().allMatch(unsynced -> unsynced.outsideEnd(file.getKey()) == 0)) {
        close(file.getValue());
        each.remove();
      }
    }
  }

  void clear() {
    nameless.values().forEach(Kept::close);
    nameless.clear();
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It was only read, so nothing is lost with it.
    }
  }
}
