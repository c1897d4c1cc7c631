package dev.faultline.disk;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;

/** One possible state after a crash. Immutable. */
public final class CrashState {
  private final CrashStates from;
  private final BitSet kept;
  private final boolean stale;
  private final int damaged;

  CrashState(CrashStates from, BitSet kept, boolean stale, int damaged) {
    this.from = from;
    this.kept = kept;
    this.stale = stale;
    this.damaged = damaged;
  }

  /** The files as the next mount finds them. */
  public Image image() {
    return from.build(kept, stale, damaged);
  }

  /** The micro-operations that are lost, whole or in part, in the order of the calls. */
  public List<MicroOp> lost() {
    List<MicroOp> lost = new ArrayList<>();
    for (int i = 0; i < from.atoms().size(); i++) {
      MicroOp op = from.atoms().get(i).op();
      if (!kept.get(i) && (lost.isEmpty() || lost.getLast() != op)) {
        lost.add(op);
      }
    }
    return lost;
  }

  /**
   * Data that programs had written and read, but that no crash could keep, since a failed sync or
   * the device had dropped it; without data that was written again since and survived.
   */
  public List<Dropped> neverWritten() {
    if (from.neverWritten().isEmpty()) {
      return List.of();
    }
    Overwritten there = new Overwritten();
    for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
      Atom atom = from.atoms().get(i);
      if (atom.op() instanceof MicroOp.Write write) {
        there.add(write, write.offset() + atom.from(), write.offset() + atom.to());
      } else {
        there.add(atom.op());
      }
    }
    return there.leaves(from.neverWritten());
  }

  /** Whether a part of a micro-operation survived, and another did not. */
  public boolean isTorn(MicroOp op) {
    boolean some = false;
    boolean all = true;
    for (int i = 0; i < from.atoms().size(); i++) {
      if (from.atoms().get(i).op() == op) {
        some |= kept.get(i);
        all &= kept.get(i);
      }
    }
    return some && !all;
  }

  /** Whether old bytes of the device show where new blocks were never written. */
  public boolean isStale() {
    return stale;
  }

  /** Whether a torn write damaged the bytes around it. */
  public boolean isDamaged() {
    return damaged >= 0;
  }

  /**
   * States that lose less, largest steps first; shrinking tries them to find the smallest loss that
   * still fails.
   */
  public List<CrashState> milder() {
    List<CrashState> milder = new ArrayList<>();
    if (!from.isFree()) {
      return milder;
    }
    if (damaged >= 0) {
      milder.add(new CrashState(from, kept, stale, -1));
    }
    if (stale) {
      milder.add(new CrashState(from, kept, false, damaged));
    }
    List<Operation> operations = new ArrayList<>();
    for (MicroOp op : lost()) {
      if (operations.isEmpty() || operations.getLast() != op.operation()) {
        operations.add(op.operation());
      }
    }
    for (Operation operation : operations) {
      addWith(milder, op -> op.operation() == operation);
    }
    for (MicroOp op : lost()) {
      addWith(milder, other -> other == op);
    }
    for (int i = kept.nextClearBit(0); i < from.atoms().size(); i = kept.nextClearBit(i + 1)) {
      BitSet more = (BitSet) kept.clone();
      more.set(i);
      from.atoms().addNeeded(more);
      milder.add(new CrashState(from, more, stale, damaged));
    }
    return milder;
  }

  private void addWith(List<CrashState> milder, Predicate<MicroOp> chosen) {
    BitSet more = (BitSet) kept.clone();
    for (int i = 0; i < from.atoms().size(); i++) {
      if (chosen.test(from.atoms().get(i).op())) {
        more.set(i);
      }
    }
    from.atoms().addNeeded(more);
    milder.add(new CrashState(from, more, stale, damaged));
  }

  BitSet keptParts() {
    return kept;
  }

  /** How many of the smallest parts are lost; shrinking makes it smaller. */
  public int lostParts() {
    return from.atoms().size() - kept.cardinality();
  }
}
