package dev.faultline.link;

import dev.faultline.link.storage.Storage;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A storage in memory with room for so many bytes, whose syncs end when the test says so. */
final class MemoryStorage implements Storage {
  static final long RESERVE = 1_000;

  private record Entry(long position, byte[] bytes) {}

  private final List<Entry> entries = new ArrayList<>();
  private long nextPosition;
  private long used;
  private long synced;
  private boolean syncing;

  /** How many were begun. */
  int syncs;

  /** How many bytes the disk holds. */
  long capacity = Long.MAX_VALUE;

  /** The longest record that it takes, and how much may wait for a sync. */
  long longest = Long.MAX_VALUE;

  long unsyncedMost = Long.MAX_VALUE;

  /** How many records it forgets at a time, as a log that deletes whole files does. */
  int forgets = 1;

  /** How many records it takes before there is no memory for one; then as many as come. */
  long noMemoryAfter = Long.MAX_VALUE;

  private long unsynced;
  private boolean writing;

  /** Record at this position has changed on the disk: recovery must name it. */
  long corruptAt = -1;

  /** What an endpoint hears as an exception from a storage that finds a changed record. */
  static final class Corrupt extends RuntimeException {
    private static final long serialVersionUID = 1;

    Corrupt(long position) {
      super("the record at " + position + " is corrupt");
    }
  }

  @Override
  public void recover(Records records) {
    for (Entry entry : entries) {
      if (entry.position() == corruptAt) {
        throw new Corrupt(corruptAt);
      }
      records.record(
          entry.position(), MemorySegment.ofArray(entry.bytes()), 0, entry.bytes().length);
    }
  }

  @Override
  public long append(MemorySegment segment, long offset, int length) {
    return used + RESERVE > capacity ? -1 : appendReserved(segment, offset, length);
  }

  @Override
  public long appendReserved(MemorySegment segment, long offset, int length) {
    if (used + length > capacity) {
      return -1;
    }
    if (unsynced + length > unsyncedMost) {
      // A log whose buffer is full writes it, whether or not anybody has asked for a sync.
      writing = true;
      return -1;
    }
    if (noMemoryAfter-- == 0) {
      throw new OutOfMemoryError("as planned");
    }
    unsynced += length;
    used += length;
    entries.add(new Entry(nextPosition, segment.asSlice(offset, length).toArray(Wire.BYTE)));
    return nextPosition++;
  }

  @Override
  public boolean hasRoom(long bytes) {
    return capacity - used >= RESERVE + bytes;
  }

  @Override
  public long longestRecord() {
    return longest;
  }

  @Override
  public long sync() {
    syncs++;
    syncing = true;
    return nextPosition;
  }

  /** Ends the sync that is in flight, if one is. */
  void finishSync(long now, Endpoint endpoint) {
    if (writing) {
      writing = false;
      unsynced = 0;
    }
    if (syncing) {
      syncing = false;
      unsynced = 0;
      synced = nextPosition;
      endpoint.onStorage(now, synced);
    }
  }

  /** Power is lost: of what was not synced, the youngest are gone. */
  void crash(int survivors) {
    syncing = false;
    entries.removeIf(entry -> entry.position() >= synced + survivors);
    nextPosition = entries.isEmpty() ? synced : entries.getLast().position() + 1;
    used = entries.stream().mapToLong(entry -> entry.bytes().length).sum();
    synced = nextPosition;
  }

  /**
   * The process is gone, and the machine goes on: what was not synced is there, and may be lost.
   */
  void kill() {
    syncing = false;
  }

  /** The same content on another disk, as a copied folder. */
  MemoryStorage copy() {
    MemoryStorage copy = new MemoryStorage();
    copy.entries.addAll(entries);
    copy.nextPosition = nextPosition;
    copy.synced = nextPosition;
    copy.used = used;
    return copy;
  }

  /** What a loss of power now would leave. */
  MemoryStorage crashed() {
    MemoryStorage copy = copy();
    copy.synced = synced;
    copy.crash(0);
    return copy;
  }

  int size() {
    return entries.size();
  }

  long used() {
    return used;
  }

  long positionOf(int index) {
    return entries.get(index).position();
  }

  @Override
  public int read(long position, MemorySegment into, long offset) {
    for (Entry entry : entries) {
      if (entry.position() == position) {
        MemorySegment.copy(
            MemorySegment.ofArray(entry.bytes()), 0, into, offset, entry.bytes().length);
        return entry.bytes().length;
      }
    }
    throw new IllegalStateException("there is no record at " + position);
  }

  @Override
  public void trim(long position) {
    long forgotten = position - position % forgets;
    entries.removeIf(entry -> entry.position() < forgotten);
    used = entries.stream().mapToLong(entry -> entry.bytes().length).sum();
  }
}
