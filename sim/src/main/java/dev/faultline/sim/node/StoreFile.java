package dev.faultline.sim.node;

import dev.faultline.disk.Caller;
import dev.faultline.disk.CrashChoice;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Device;
import dev.faultline.disk.Disk;
import dev.faultline.disk.Entry;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Image;
import dev.faultline.disk.Inode;
import dev.faultline.disk.Operation;
import dev.faultline.disk.Profile;
import dev.faultline.disk.Unsynced;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * A store's writes as the disk's model has them: in one file, under {@code posix-minimal}, each key
 * has a sector of its own, and a write puts its number there. A sector is written whole, and a
 * later write to it has the earlier ones in it. So what a crash leaves of a store is what it leaves
 * of a file. Made where a crash has something to decide, and not for each write.
 */
final class StoreFile {
  private static final int SECTOR_BYTES = 512;

  /** What a sector holds that none of the writes has reached. */
  static final int NONE = 0;

  private final Unsynced unsynced =
      new Unsynced(Image.empty(), Profile.POSIX_MINIMAL, Device.SECTORS);
  private final Disk disk = new Disk(Image.empty(), Caller.counting(), unsynced::accept);
  private final TreeMap<String, Long> sectors = new TreeMap<>();
  private final long file;

  /** Of each write, which call of the disk made it; ascending. */
  private final List<Long> calls = new ArrayList<>();

  /**
   * @param keys those that are written to, each once
   */
  StoreFile(Collection<String> keys) {
    keys.forEach(key -> sectors.put(key, (long) sectors.size() * SECTOR_BYTES));
    file = disk.create(Image.ROOT, "store", FileKind.FILE, "", 0600, "store");
    disk.resize(file, (long) sectors.size() * SECTOR_BYTES, "store");
    disk.sync(file, Entry.Scope.EVERYTHING, "store");
  }

  private long sector(String key) {
    Long at = sectors.get(key);
    if (at == null) {
      throw new AssertionError("no place for " + key);
    }
    return at;
  }

  /** Writes to a key; the first write of all has number 1. */
  void write(String key) {
    byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(calls.size() + 1).array();
    disk.write(file, sector(key), number, "store");
    calls.add(disk.operations());
  }

  /** A sync could not write out what was written to a key, and forgot so. */
  void unwritten(String key) {
    long from = sector(key);
    disk.unwritten(file, from, from + SECTOR_BYTES, "store");
  }

  /**
   * Of each key, the number of the write that a crash leaves there, or {@link #NONE}.
   *
   * @param survives by number: the writes that go out, with all earlier ones to their keys
   */
  TreeMap<String, Integer> crash(BitSet survives) {
    Image left = new CrashStates(unsynced).decided(new Chosen(survives)).image();
    Inode store = left.at("store");
    if (store == null) {
      throw new AssertionError("the file was durable, and is gone");
    }
    TreeMap<String, Integer> numbers = new TreeMap<>();
    sectors.forEach((key, at) -> {
      byte[] number = new byte[Integer.BYTES];
      store.read(at, number, 0, number.length);
      numbers.put(key, ByteBuffer.wrap(number).getInt());
    });
    return numbers;
  }

  /** Loses what does not survive. Sectors do not tear, and their neighbours are safe. */
  private final class Chosen implements CrashChoice {
    private final BitSet survives;

    Chosen(BitSet survives) {
      this.survives = survives;
    }

    @Override
    public boolean loses(Operation operation) {
      return !survives.get(Collections.binarySearch(calls, operation.number()) + 1);
    }

    @Override
    public boolean tears(Operation operation) {
      return false;
    }

    @Override
    public boolean losesPart(Operation operation, int part) {
      return true;
    }

    @Override
    public boolean showsOldBytes() {
      return false;
    }

    @Override
    public boolean damages(Operation operation) {
      return false;
    }
  }
}
