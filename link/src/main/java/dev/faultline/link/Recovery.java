package dev.faultline.link;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Rebuilds an endpoint's sessions from the records that survived, oldest first. */
final class Recovery implements Storage.Records {
  private record Chunk(int session, int stream, long begins, long position, long next) {}

  private final Endpoint endpoint;
  private final LinkHandler handler;
  private final List<Chunk> uncommitted = new ArrayList<>();
  private final List<Chunk> committed = new ArrayList<>();
  private long incarnation;
  private boolean effects;

  Recovery(Endpoint endpoint, LinkHandler handler) {
    this.endpoint = endpoint;
    this.handler = handler;
  }

  long incarnation() {
    return incarnation;
  }

  /** Whether any effect was handed over. */
  boolean effects() {
    return effects;
  }

  @Override
  public void record(long position, MemorySegment segment, long offset, int length) {
    RecordReader in = new RecordReader(segment, offset);
    int type = in.u8();
    switch (type) {
      case Journal.INCARNATION -> {
        incarnation = in.u64();
        // What the incarnation before had begun and not committed never happened.
        uncommitted.clear();
      }
      case Journal.CHUNK ->
          uncommitted.add(
              new Chunk(
                  ChunkRecord.session(segment, offset),
                  ChunkRecord.stream(segment, offset),
                  ChunkRecord.begins(segment, offset),
                  position,
                  ChunkRecord.next(segment, offset)));
      case Journal.COMMIT -> {
        chunks();
        commit(in);
      }
      case Journal.CHECKPOINT -> {
        chunks();
        checkpoint(in);
      }
      case Journal.SESSION -> endpoint.recovered(in);
      case Journal.CONNECTED -> {
        Session session = endpoint.numbered(in.u32());
        if (session != null) {
          session.recoveredPeer(in.u64());
        }
      }
      case Journal.ENDED -> endpoint.recoveredEnd(in.u32());
      default ->
          throw new IllegalStateException(
              "the record at " + position + " has type " + type + ", which no version wrote");
    }
  }

  private void chunks() {
    committed.addAll(uncommitted);
    uncommitted.clear();
    hand();
  }

  /** Chunks before a checkpoint may belong to sessions that only the checkpoint describes. */
  private void hand() {
    for (Iterator<Chunk> each = committed.iterator(); each.hasNext(); ) {
      Chunk chunk = each.next();
      Session session = endpoint.numbered(chunk.session());
      if (session != null) {
        session.recoveredChunk(chunk.stream(), chunk.begins(), chunk.position(), chunk.next());
        each.remove();
      }
    }
  }

  private void commit(RecordReader in) {
    int entries = in.u32();
    int effectBytes = in.u32();
    for (int i = 0; i < entries; i++) {
      Session session = endpoint.numbered(in.u32());
      int stream = in.u32();
      long processed = in.u64();
      if (session != null) {
        session.recoveredProcessed(stream, processed);
      }
    }
    long end = in.at() + effectBytes;
    while (in.at() < end) {
      Session session = endpoint.numbered(in.u32());
      int stream = in.u32();
      long sequence = in.u64();
      int length = in.u32();
      effects = true;
      if (session != null) {
        handler.onRecovered(session.id(), stream, sequence, in.segment, in.at(), length);
      }
      in.skip(length);
    }
  }

  private void checkpoint(RecordReader in) {
    incarnation = in.u64();
    int length = in.u32();
    if (length > 0) {
      handler.onRestored(in.segment, in.at(), length);
    }
    in.skip(length);
    endpoint.lastNumber(in.u32());
    int sessions = in.u32();
    for (int i = 0; i < sessions; i++) {
      endpoint.recovered(in).recoveredStreams(in);
    }
    hand();
  }
}
