package dev.faultline.link.journal;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.storage.Storage;
import dev.faultline.link.wire.Nanos;

/**
 * Whether a storage has room for the records to be appended, how much room is reserved, and for how
 * long there has been none. Reports to the application when that is too long.
 */
public final class StorageRoom {
  /** How often a storage without room is asked again, if nothing else happens. */
  private static final long RETRY_NANOS = 20_000_000;

  private static final long NEVER = Long.MAX_VALUE;

  private final Storage storage;
  private final LinkHandler handler;
  private final long patienceNanos;

  /** With less room the application handles no more messages, since it may want to answer. */
  private final int roomToGoOn;

  /** How much room is set aside for what was taken and is not appended yet. */
  private long promised;

  /** Whether the storage had no room for something since the last try to commit. */
  private boolean refused;

  /** How much room something needs that was not taken because there is not so much. */
  private long lacking;

  /** Whether it has had room since {@link #look}, besides what is reserved. */
  private boolean hadRoom;

  /** Since when the storage has had no room, as far as requests for room have shown. */
  private long refusedSince = NEVER;

  private long retryAt = NEVER;
  private boolean full;

  public StorageRoom(Storage storage, LinkHandler handler, int roomToGoOn, long patienceNanos) {
    this.storage = storage;
    this.handler = handler;
    this.roomToGoOn = roomToGoOn;
    this.patienceNanos = patienceNanos;
  }

  // --- room for what is taken ---

  /** Whether something may be taken that will need so many bytes. */
  public boolean has(long bytes) {
    boolean room = storage.hasRoom(bytes + promised);
    if (room) {
      hadRoom = true;
    } else {
      lacking = Math.max(lacking, bytes);
      refused = true;
    }
    return room;
  }

  /** Whether the application may go on to handle messages. */
  public boolean hasToGoOn() {
    return has(roomToGoOn);
  }

  /** Sets aside so much more room for what was taken, or so much less once it is appended. */
  public void promise(long more) {
    promised += more;
  }

  /** Something was appended. */
  public void had() {
    hadRoom = true;
  }

  /** There was no room for something. */
  public void refuse() {
    refused = true;
  }

  /** Whether there was no room for something since the last try to commit. */
  public boolean refused() {
    return refused;
  }

  /** Another try to commit begins. */
  public void tryAgain() {
    refused = false;
  }

  /** Whether something was not taken for want of room. */
  public boolean lacking() {
    return lacking > 0;
  }

  // --- how long there has been none ---

  /** Whether the storage has had no room for longer than senders should wait. */
  public boolean full() {
    return full;
  }

  /** Looks at how long the storage has had no room; to be called after each try to commit. */
  public void look(long now, boolean syncing) {
    boolean room = hadRoom;
    hadRoom = false;
    if (lacking > 0 && storage.hasRoom(lacking + promised)) {
      lacking = 0;
      room = true;
    }
    refused |= lacking > 0;
    if (!refused && refusedSince != NEVER) {
      // A time without requests, or a reserve that was enough, does not mean that there is room.
      room |= storage.hasRoom(roomToGoOn + promised);
    }
    if (room) {
      refusedSince = NEVER;
    }
    if (room && full) {
      full = false;
      handler.onStorageRoom();
    }
    if (refused && refusedSince == NEVER) {
      refusedSince = now;
    }
    if (refusedSince == NEVER) {
      retryAt = NEVER;
      return;
    }
    // While a sync is in flight there is nothing to try; it wakes the endpoint when it is over.
    retryAt = syncing ? NEVER : now + RETRY_NANOS;
    if (!full && now - refusedSince >= patienceNanos) {
      full = true;
      handler.onStorageFull();
    }
  }

  /** When to try again at the latest. */
  public long deadline() {
    return full || refusedSince == NEVER
        ? retryAt
        : Math.min(retryAt, Nanos.after(refusedSince, patienceNanos));
  }

  /** The storage has failed: no sender waits for room. */
  public void fail() {
    hadRoom = false;
    retryAt = NEVER;
    refusedSince = NEVER;
  }
}
