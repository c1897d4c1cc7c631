package dev.faultline.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What faults do to operations that are not synced yet. */
final class NeverWritten {
  private NeverWritten() {}

  /**
   * Takes data away that never reaches the device. Where a block was new, the device has in its
   * place whatever the block held in its former life.
   *
   * @param taken gets what is taken
   */
  static void drop(List<MicroOp> pending, Entry.Unwritten lost, List<Dropped> taken) {
    List<MicroOp> before = new ArrayList<>(pending);
    pending.clear();
    for (MicroOp op : before) {
      if (op instanceof MicroOp.Write write
          && write.inode() == lost.inode()
          && write.offset() < lost.to()
          && write.end() > lost.from()) {
        cut(write, lost, pending, taken);
      } else {
        pending.add(op);
      }
    }
  }

  private static void cut(
      MicroOp.Write write, Entry.Unwritten lost, List<MicroOp> into, List<Dropped> taken) {
    long from = Math.max(write.offset(), lost.from());
    long to = Math.min(write.end(), lost.to());
    long fresh = Math.min(to, Math.max(from, write.freshFrom()));
    part(write, write.offset(), from, into);
    taken.add(new Dropped(write.operation(), write.inode(), from, to));
    if (fresh < to) {
      byte[] old = CrashStates.noise(fresh, (int) (to - fresh));
      into.add(write.with(fresh, old));
    }
    part(write, to, write.end(), into);
  }

  private static void part(MicroOp.Write write, long from, long to, List<MicroOp> into) {
    if (from < to) {
      byte[] bytes =
          Arrays.copyOfRange(
              write.bytes(), (int) (from - write.offset()), (int) (to - write.offset()));
      into.add(write.with(from, bytes));
    }
  }

  /**
   * Turns bits in the last operation that wrote a byte, as the device has it once it is written.
   */
  static void decay(List<MicroOp> pending, long inode, long offset, int mask) {
    for (int i = 0; i < pending.size(); i++) {
      if (pending.get(i) instanceof MicroOp.Write write
          && write.inode() == inode
          && write.offset() <= offset
          && write.end() > offset) {
        byte[] bytes = write.bytes().clone();
        bytes[(int) (offset - write.offset())] ^= (byte) mask;
        pending.set(i, write.with(write.offset(), bytes));
      }
    }
  }
}
