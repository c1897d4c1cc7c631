package dev.faultline.link.stream;

import dev.faultline.link.journal.ChunkRecord;
import dev.faultline.link.journal.Journal;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/** The chunks of a logged stream that lie in the journal, and where. */
public final class ChunkLog {
  final Journal journal;
  final Outbox index = new Outbox();
  private final int session;
  private final int stream;

  /** What to add to a chunk's number for its entry in the index. */
  long shift;

  ChunkLog(Journal journal, int session, int stream, long firstNumber) {
    this.journal = journal;
    this.session = session;
    this.stream = stream;
    shift = -firstNumber;
  }

  /**
   * Appends the open chunk.
   *
   * @param ended how many messages end in it
   * @param reserved whether it may use room that is kept for answers
   * @return false when the journal has no room for it
   */
  boolean append(OpenChunk open, long ended, boolean reserved) {
    boolean continues = (open.memory.get(Wire.SHORT, open.at) & Wire.BEGINS) == 0;
    long at = open.at - Wire.FRAMES;
    // What is in the journal must be in the index, too, whatever memory there is.
    index.reserve();
    ChunkRecord.write(open.memory, at, session, stream, open.first, (int) ended, continues);
    long position = journal.append(open.memory, at, Wire.FRAMES + open.fill, reserved);
    if (position < 0) {
      return false;
    }
    index.add(open.first + (continues ? 1 : 0), position, Wire.FRAMES + open.fill);
    return true;
  }

  /** Reads a chunk back for which there is a slot, if it is not there. */
  void load(SendRing to, long chunk) {
    int slot = (int) chunk & to.mask;
    if (to.resident[slot] == chunk) {
      return;
    }
    // No longer than its slot, whatever the storage has made of it.
    MemorySegment into = to.slots.asSlice(to.at(chunk), to.stride);
    int length = read(chunk + shift, into);
    to.used[slot] = (short) (length - Wire.FRAMES);
    to.lengths[slot] = (short) length;
    to.states[slot] = SendRing.FRESH;
    to.first[slot] = ChunkRecord.first(to.slots, to.at(chunk));
    to.resident[slot] = chunk;
  }

  /** Reads the chunk of an entry. Returns its length. */
  int read(long entry, MemorySegment into) {
    return journal.read(index.position(entry), into, 0);
  }
}
