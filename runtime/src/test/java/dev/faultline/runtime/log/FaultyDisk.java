package dev.faultline.runtime.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A folder in memory that forgets at a crash what was not synced: each sector of each write, and
 * each change of the folder, may survive or not, whatever came after it.
 */
final class FaultyDisk implements Disk {
  private static final int SECTOR = 512;

  private SortedMap<String, Content> names = new TreeMap<>();
  private SortedMap<String, Content> durableNames = new TreeMap<>();
  private final List<Change> changes = new ArrayList<>();
  private long capacity = Long.MAX_VALUE;
  private int syncsUntilFailure = Integer.MAX_VALUE;
  private boolean keepsDirty;

  private record Change(String gone, String made, Content content) {
    void apply(SortedMap<String, Content> to) {
      to.remove(gone);
      if (!made.isEmpty()) {
        to.put(made, content);
      }
    }
  }

  private static final class Content {
    byte[] bytes = new byte[0];
    byte[] durable = new byte[0];
    final List<long[]> dirty = new ArrayList<>();

    void write(long at, ByteBuffer from) {
      int end = (int) at + from.remaining();
      bytes = end > bytes.length ? Arrays.copyOf(bytes, end) : bytes;
      dirty.add(new long[] {at, end});
      from.get(bytes, (int) at, from.remaining());
    }

    void persist() {
      durable = Arrays.copyOf(durable, Math.max(durable.length, bytes.length));
      for (long[] range : dirty) {
        System.arraycopy(
            bytes, (int) range[0], durable, (int) range[0], (int) (range[1] - range[0]));
      }
      dirty.clear();
    }

    void crash(RandomGenerator random) {
      double survival = random.nextInt(3) / 2.0;
      for (long[] range : dirty) {
        for (long at = range[0]; at < range[1]; at = (at / SECTOR + 1) * SECTOR) {
          int end = (int) Math.min(range[1], (at / SECTOR + 1) * SECTOR);
          if (random.nextDouble() < survival) {
            durable = end > durable.length ? Arrays.copyOf(durable, end) : durable;
            System.arraycopy(bytes, (int) at, durable, (int) at, end - (int) at);
          }
        }
      }
      dirty.clear();
      bytes = durable.clone();
    }
  }

  void fillUpAt(long bytes) {
    capacity = bytes;
  }

  /** The sync after the next {@code count} fails, and loses what it should have made durable. */
  void failSyncAfter(int count) {
    syncsUntilFailure = count;
    keepsDirty = false;
  }

  /** The sync after the next {@code count} is never finished: what it was to write may survive. */
  void cutPowerAtSyncAfter(int count) {
    syncsUntilFailure = count;
    keepsDirty = true;
  }

  /** The machine loses power, and is started again. */
  void crash(RandomGenerator random) {
    for (Change change : changes) {
      if (random.nextBoolean()) {
        change.apply(durableNames);
      }
    }
    changes.clear();
    durableNames.values().forEach(content -> content.crash(random));
    names = new TreeMap<>(durableNames);
    syncsUntilFailure = Integer.MAX_VALUE;
  }

  void flip(String name, long at, int bit) {
    Content content = there(name);
    content.bytes[(int) at] ^= (byte) (1 << bit);
    content.durable[(int) at] ^= (byte) (1 << bit);
  }

  private Content there(String name) {
    return Objects.requireNonNull(names.get(name), name);
  }

  @Override
  public List<String> list() {
    return List.copyOf(names.keySet());
  }

  @Override
  public DiskFile open(String name) {
    Content content = names.get(name);
    if (content == null) {
      content = new Content();
      change(new Change(name, name, content));
    }
    return new File(content);
  }

  private void change(Change change) {
    change.apply(names);
    changes.add(change);
  }

  @Override
  public void rename(String from, String to) {
    change(new Change(from, to, there(from)));
  }

  @Override
  public void delete(String name) {
    change(new Change(name, "", there(name)));
  }

  @Override
  public void syncFolder() throws IOException {
    countSync();
    changes.clear();
    durableNames = new TreeMap<>(names);
  }

  @Override
  public String name() {
    return "faulty";
  }

  private void countSync() throws IOException {
    if (syncsUntilFailure-- == 0) {
      throw new IOException("Input/output error");
    }
  }

  private long used() {
    return names.values().stream().mapToLong(content -> content.bytes.length).sum();
  }

  private final class File implements DiskFile {
    private final Content content;

    File(Content content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.bytes.length;
    }

    @Override
    public void read(long at, ByteBuffer into) {
      for (long i = at; into.hasRemaining(); i++) {
        into.put(i < content.bytes.length ? content.bytes[(int) i] : 0);
      }
    }

    @Override
    public void write(long at, ByteBuffer from) throws IOException {
      long growth = at + from.remaining() - content.bytes.length;
      if (growth > 0 && used() + growth > capacity) {
        throw new IOException("No space left on device");
      }
      content.write(at, from);
    }

    @Override
    public void sync() throws IOException {
      try {
        countSync();
      } catch (IOException e) {
        // As on Linux: the pages are clean from now on, and the next sync reports success.
        if (!keepsDirty) {
          content.dirty.clear();
        }
        throw e;
      }
      // Only what is dirty is written: content that a failed sync has called clean stays in memory.
      content.persist();
    }

    @Override
    public void close() {}
  }
}
