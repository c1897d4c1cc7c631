package dev.faultline.disk;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What becomes durable with the operations that a sync forces: all that they need.
 *
 * <p>A program may have gigabytes unsynced in one file and sync another one all the time, so data
 * that the sync cannot reach is left out before operations are cut into atoms. Data of a file is
 * needed by data of the same file, by a call that set its size, and by what its own call did; where
 * data goes through a journal, by everything behind it.
 */
final class SyncNeeds {
  private SyncNeeds() {}

  /** The positions of the forced operations, and of what they need. */
  static BitSet of(BitSet forced, List<MicroOp> pending, Profile profile, Device device) {
    int[] concerned = concerned(forced, pending, profile);
    List<MicroOp> ops = new ArrayList<>(concerned.length);
    for (int at : concerned) {
      ops.add(pending.get(at));
    }
    Atoms atoms = Atoms.forSync(ops, profile, device);
    BitSet set = new BitSet();
    for (int i = 0; i < atoms.size(); i++) {
      set.set(i, forced.get(concerned[atoms.get(i).opIndex()]));
    }
    atoms.addNeeded(set);
    BitSet needed = new BitSet();
    set.stream().forEach(atom -> needed.set(concerned[atoms.get(atom).opIndex()]));
    return needed;
  }

  /** The positions of the operations that may be needed. */
  static int[] concerned(BitSet forced, List<MicroOp> pending, Profile profile) {
    BitSet kept = new BitSet();
    if (profile.dataInOrder()) {
      kept.set(0, pending.size());
    } else {
      Set<Long> files = files(forced, pending);
      for (int i = 0; i < pending.size(); i++) {
        MicroOp op = pending.get(i);
        kept.set(i, op.isJournaled() || files.contains(op.inode()));
      }
    }
    return kept.stream().toArray();
  }

  /** The files whose data may be needed. */
  private static Set<Long> files(BitSet forced, List<MicroOp> pending) {
    Set<Long> files = new TreeSet<>();
    for (int first = 0; first < pending.size(); ) {
      int end = first + 1;
      while (end < pending.size()
          && pending.get(end).operation() == pending.get(first).operation()) {
        end++;
      }
      boolean withMetadata = false;
      for (int i = first; i < end; i++) {
        withMetadata |= pending.get(i).isJournaled();
      }
      for (int i = first; i < end; i++) {
        MicroOp op = pending.get(i);
        boolean data = !op.isJournaled();
        if (forced.get(i) || op instanceof MicroOp.Resize && !data || data && withMetadata) {
          files.add(op.inode());
        }
      }
      first = end;
    }
    return files;
  }
}
