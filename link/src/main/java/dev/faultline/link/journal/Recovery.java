package dev.faultline.link.journal;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.link.storage.Storage;
import dev.faultline.link.wire.EndCode;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rebuilds an endpoint's sessions from the records that survived, oldest first. */
public final class Recovery implements Storage.Records {
  private record Chunk(
      int session, int stream, long begins, long position, long next, int length) {}

  private final Participants table;
  private final LinkHandler handler;
  private final List<Chunk> uncommitted = new ArrayList<>();

  /** Sessions, and how far streams are processed, that the batch being read has in parts. */
  private final List<MemorySegment> tables = new ArrayList<>();

  private final List<MemorySegment> processed = new ArrayList<>();

  /** Sessions that ended in the batch that is being read. */
  private final List<Integer> ending = new ArrayList<>();

  /** Those of which undelivered messages are kept, in the same batch. */
  private final SortedMap<Integer, SessionEnd> parking = new TreeMap<>();

  /** Chunks of sessions that only a later checkpoint describes, or that ended before it. */
  private final SortedMap<Integer, List<Chunk>> orphans = new TreeMap<>();

  /** Sessions since the last checkpoint, those that are over too: effects outlive them. */
  private final SortedMap<Integer, SessionId> ids = new TreeMap<>();

  /** The parts of a state that is longer than a record. */
  private final RecordWriter state = new RecordWriter();

  /** Whether the first part of it was there: the log may begin in the middle of an old one. */
  private boolean stateBegun;

  /** Where the oldest record lies that is left. */
  private long oldest = -1;

  private long looked;
  private long incarnation;
  private boolean effects;

  public Recovery(Participants table, LinkHandler handler) {
    this.table = table;
    this.handler = handler;
  }

  long incarnation() {
    return incarnation;
  }

  /** Whether any effect was handed over, or a state that effects have made. */
  boolean effects() {
    return effects;
  }

  @Override
  public void record(long position, MemorySegment segment, long offset, int length) {
    RecordReader in = new RecordReader(segment, offset);
    int type = in.u8();
    oldest = oldest < 0 ? position : oldest;
    switch (type) {
      case Journal.INCARNATION -> {
        incarnation = in.u64();
        // What the incarnation before had begun and not committed never happened.
        uncommitted.clear();
        tables.clear();
        processed.clear();
        ending.clear();
        parking.clear();
      }
      case Journal.CHUNK ->
          uncommitted.add(
              new Chunk(
                  ChunkRecord.session(segment, offset),
                  ChunkRecord.stream(segment, offset),
                  ChunkRecord.begins(segment, offset),
                  position,
                  ChunkRecord.next(segment, offset),
                  length));
      case Journal.TABLE -> tables.add(copy(segment, offset, length));
      case Journal.PROCESSED -> processed.add(copy(segment, offset, length));
      case Journal.COMMIT -> {
        chunks();
        parts();
        commit(in);
        ends();
      }
      case Journal.CHECKPOINT -> {
        chunks();
        parts();
        ends();
        // One without tables has all sessions; of old ones nobody knows where their tables began.
        checkpoint(in, -1);
      }
      case Journal.CHECKPOINT_OF_TABLES -> {
        chunks();
        parts();
        ends();
        long tablesBeganAt = in.u64();
        checkpoint(in, tablesBeganAt);
        processed(in.u32(), in);
      }
      case Journal.SESSION -> recovered(in);
      case Journal.CONNECTED -> {
        Participant session = table.numbered(in.u32());
        if (session != null) {
          session.recoveredPeer(in.u64());
        }
      }
      case Journal.STATE -> {
        if (in.u8() == 1) {
          state.clear();
          stateBegun = true;
        }
        if (stateBegun) {
          state.bytes(segment, in.at(), length - 2);
        }
      }
      case Journal.OLD_SESSION, Journal.OLD_CHECKPOINT ->
          throw new IllegalStateException(
              "the record at "
                  + position
                  + " was written by an older version of Faultline, before sessions belonged to"
                  + " keys: let that version deliver what the log holds, then begin with an empty"
                  + " folder");
      case Journal.PARKED -> parking.put(in.u32(), EndCode.read(in.u8()));
      case Journal.ENDED -> ending.add(in.u32());
      default ->
          throw new IllegalStateException(
              "the record at " + position + " has type " + type + ", which no version wrote");
    }
  }

  private Participant recovered(RecordReader in) {
    Participant session = table.recovered(in);
    ids.put(session.number(), session.id());
    return session;
  }

  private void chunks() {
    for (Chunk chunk : uncommitted) {
      Participant session = table.numbered(chunk.session());
      looked++;
      if (session != null) {
        hand(session, chunk);
      } else if (!ids.containsKey(chunk.session())) {
        orphans.computeIfAbsent(chunk.session(), number -> new ArrayList<>()).add(chunk);
      }
    }
    uncommitted.clear();
  }

  private static void hand(Participant session, Chunk chunk) {
    session.recoveredChunk(
        chunk.stream(), chunk.begins(), chunk.position(), chunk.next(), chunk.length());
  }

  private void ends() {
    ending.forEach(table::recoveredEnd);
    ending.clear();
    parking.forEach(table::recoveredPark);
    parking.clear();
  }

  /** How often a chunk was looked at, which is once or twice for each. */
  public long looked() {
    return looked;
  }

  private void commit(RecordReader in) {
    int effectBytes = processed(in);
    long end = in.at() + effectBytes;
    effects(in, end);
  }

  /**
   * How far streams have been processed.
   *
   * @return what the record says of how long its effects are, which only a commit has
   */
  private int processed(RecordReader in) {
    int entries = in.u32();
    int effectBytes = in.u32();
    processed(entries, in);
    return effectBytes;
  }

  private void processed(int entries, RecordReader in) {
    for (int i = 0; i < entries; i++) {
      Participant session = table.numbered(in.u32());
      int stream = in.u32();
      long processed = in.u64();
      if (session != null) {
        session.recoveredProcessed(stream, processed);
      }
    }
  }

  private void effects(RecordReader in, long end) {
    while (in.at() < end) {
      SessionId session = ids.get(in.u32());
      int stream = in.u32();
      long sequence = in.u64();
      int length = in.u32();
      effects = true;
      if (session != null) {
        handler.onRecovered(session, stream, sequence, in.segment, in.at(), length);
      }
      in.skip(length);
    }
  }

  private void sessions(int lastNumber, RecordReader in) {
    table.lastNumber(lastNumber);
    int sessions = in.u32();
    for (int i = 0; i < sessions; i++) {
      Participant session = recovered(in);
      session.recovered(in);
      List<Chunk> before = orphans.remove(session.number());
      if (before != null) {
        looked += before.size();
        before.forEach(chunk -> hand(session, chunk));
      }
    }
  }

  private static MemorySegment copy(MemorySegment segment, long offset, int length) {
    return MemorySegment.ofArray(segment.asSlice(offset, length).toArray(Wire.BYTE));
  }

  /** What went ahead of the batch's last record, since that has no room for it. */
  private void parts() {
    for (MemorySegment part : tables) {
      RecordReader in = new RecordReader(part, 1);
      sessions(in.u32(), in);
    }
    tables.clear();
    for (MemorySegment part : processed) {
      // Some were written that count the effects of their commit as their own.
      processed(new RecordReader(part, 1));
    }
    processed.clear();
  }

  /**
   * A checkpoint. The log forgets the oldest records, in pieces of its own choice, and may begin
   * between the parts of a checkpoint that another one has replaced: that one's state is not whole,
   * and sessions that it does not have may yet be described by the other.
   */
  private void checkpoint(RecordReader in, long tablesBeganAt) {
    incarnation = in.u64();
    int length = in.u32();
    // The state is of all effects so far: a checkpoint without one would lose them.
    effects |= length != 0;
    if (length == Journal.STATE_IN_PARTS) {
      if (stateBegun) {
        handler.onRestored(state.segment(), 0, state.length());
      }
      length = 0;
    } else if (length > 0) {
      handler.onRestored(in.segment, in.at(), length);
    }
    in.skip(length);
    int last = in.u32();
    boolean tables = last == Journal.TABLE_IN_PARTS;
    if (!tables) {
      sessions(last, in);
    }
    if (!tables || tablesBeganAt >= oldest) {
      // Those of sessions that the checkpoint does not have are over.
      orphans.clear();
      ids.keySet().removeIf(number -> table.numbered(number) == null);
    }
  }
}
