package dev.faultline.disk;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * The states that a crash at one moment may leave. All methods return only states that the profile
 * allows; {@link #forEach} visits all of them. The states are those of the {@link Unsynced} at the
 * time of construction. Not thread-safe.
 */
public final class CrashStates {
  private final Image durable;
  private final Atoms atoms;
  private final Profile profile;
  private final Device device;
  private final List<Dropped> neverWritten;

  public CrashStates(Unsynced unsynced) {
    durable = unsynced.durable().copy();
    atoms = unsynced.atoms();
    profile = unsynced.profile();
    device = unsynced.device();
    neverWritten = List.copyOf(unsynced.neverWritten());
  }

  Atoms atoms() {
    return atoms;
  }

  /** Data that is lost in every state, unless a later write covers it. */
  List<Dropped> neverWritten() {
    return neverWritten;
  }

  /** The device. */
  public Device device() {
    return device;
  }

  /** How many parts may be lost or kept individually, within the rules. */
  public int parts() {
    return atoms.size();
  }

  /** The operations that may be lost, whole or in part, in call order. */
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < atoms.size(); i = endOfOperation(i)) {
      operations.add(atoms.get(i).op().operation());
    }
    return operations;
  }

  /** The mildest state: only data that must be lost is lost. */
  public CrashState mildest() {
    BitSet kept = new BitSet();
    if (profile.survival() != Profile.Survival.NONE) {
      kept.set(0, atoms.size());
    }
    return state(kept);
  }

  /** The harshest state: all data that may be lost is lost. */
  public CrashState harshest() {
    BitSet kept = new BitSet();
    if (profile.survival() == Profile.Survival.ALL) {
      kept.set(0, atoms.size());
    }
    return state(kept);
  }

  /** For each micro-operation, the state without it and the operations that depend on it. */
  public List<CrashState> omitOne() {
    List<CrashState> states = new ArrayList<>();
    if (isFree()) {
      for (int i = 0; i < atoms.size(); i++) {
        if (i == 0 || atoms.get(i).op() != atoms.get(i - 1).op()) {
          states.add(without(i, -1));
        }
      }
      if (stalePossible()) {
        states.addAll(withStale(states));
      }
    }
    return states;
  }

  /**
   * For each pair of micro-operations, the state without both, latest pairs first, up to a limit.
   */
  public List<CrashState> omitTwo(int most) {
    List<CrashState> states = new ArrayList<>();
    if (isFree()) {
      for (int i = atoms.size() - 1; i >= 0 && states.size() < most; i--) {
        for (int j = i - 1; j >= 0 && states.size() < most; j--) {
          if (atoms.get(i).op() != atoms.get(j).op()
              && (j == 0 || atoms.get(j).op() != atoms.get(j - 1).op())
              && atoms.get(i - 1).op() != atoms.get(i).op()) {
            states.add(without(i, j));
          }
        }
      }
    }
    return states;
  }

  /**
   * For each write of several parts: only the first, only the last, all but the first, all but the
   * last; and damage.
   */
  public List<CrashState> tornOne() {
    List<CrashState> states = new ArrayList<>();
    if (!isFree()) {
      return states;
    }
    for (int first = 0; first < atoms.size(); ) {
      int end = first + 1;
      while (end < atoms.size() && atoms.get(end).op() == atoms.get(first).op()) {
        end++;
      }
      if (end - first > 1) {
        states.add(lacking(first + 1, end));
        states.add(lacking(first, end - 1));
        states.add(lacking(first, first + 1));
        states.add(lacking(end - 1, end));
      }
      if (damagePossible() && atoms.get(first).op() instanceof MicroOp.Write) {
        CrashState lost = lacking(first, end);
        states.add(damaged(lost, first));
      }
      first = end;
    }
    return states;
  }

  /** A random state: a randomly drawn share of the parts is lost. */
  public CrashState sample(SplittableRandom random) {
    BitSet kept = new BitSet();
    kept.set(0, atoms.size());
    if (!isFree()) {
      return harshest();
    }
    double share = random.nextDouble();
    for (int i = 0; i < atoms.size(); i++) {
      if (random.nextDouble() < share) {
        kept.clear(i);
      }
    }
    atoms.removeUnfounded(kept);
    boolean stale = stalePossible() && random.nextBoolean();
    return new CrashState(this, kept, stale, -1);
  }

  /**
   * The state that a {@link CrashChoice} selects. Every state that {@link #forEach} visits can be
   * selected.
   */
  public CrashState decided(CrashChoice choice) {
    if (!isFree()) {
      return harshest();
    }
    BitSet kept = new BitSet();
    kept.set(0, atoms.size());
    for (int first = 0; first < atoms.size(); ) {
      int end = endOfOperation(first);
      decide(choice, kept, first, end);
      first = end;
    }
    atoms.removeUnfounded(kept);
    boolean stale = stalePossible() && losesFresh(kept) && choice.showsOldBytes();
    int damaged = -1;
    for (int i = 0; damagePossible() && i < atoms.size() && damaged < 0; i++) {
      MicroOp op = atoms.get(i).op();
      if (!kept.get(i) && op instanceof MicroOp.Write && choice.damages(op.operation())) {
        damaged = i;
      }
    }
    return new CrashState(this, kept, stale, damaged);
  }

  private int endOfOperation(int first) {
    Operation operation = atoms.get(first).op().operation();
    int end = first + 1;
    while (end < atoms.size() && atoms.get(end).op().operation() == operation) {
      end++;
    }
    return end;
  }

  private void decide(CrashChoice choice, BitSet kept, int first, int end) {
    Operation operation = atoms.get(first).op().operation();
    for (int i = first; i < end; i++) {
      kept.set(i, isFounded(kept, i, first));
    }
    if (kept.nextSetBit(first) < 0 || kept.nextSetBit(first) >= end) {
      return;
    }
    if (choice.loses(operation)) {
      kept.clear(first, end);
    } else if (end - first > 1 && choice.tears(operation)) {
      for (int i = first; i < end; i++) {
        if (kept.get(i) && choice.losesPart(operation, i - first)) {
          kept.clear(i);
        }
      }
    }
  }

  /** Whether the earlier operations that an atom depends on survived. */
  private boolean isFounded(BitSet kept, int atom, int first) {
    for (int needed : atoms.needs(atom)) {
      if (needed < first && !kept.get(needed)) {
        return false;
      }
    }
    return true;
  }

  private boolean losesFresh(BitSet kept) {
    for (int i = kept.nextClearBit(0); i < atoms.size(); i = kept.nextClearBit(i + 1)) {
      if (atoms.isFresh(i)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Visits every allowed state, each set of surviving parts once, until the visitor returns false.
   *
   * @return whether the visitor saw all
   */
  public boolean forEach(Predicate<CrashState> visitor) {
    if (!isFree()) {
      return visitor.test(harshest());
    }
    return Ideals.forEach(
        atoms,
        kept -> {
          CrashState state = state((BitSet) kept.clone());
          if (!visitor.test(state)) {
            return false;
          }
          if (stalePossible() && !visitor.test(new CrashState(this, state.keptParts(), true, -1))) {
            return false;
          }
          if (damagePossible()) {
            for (int i = 0; i < atoms.size(); i++) {
              boolean write = !kept.get(i) && atoms.get(i).op() instanceof MicroOp.Write;
              if (write && !visitor.test(damaged(state, i))) {
                return false;
              }
            }
          }
          return true;
        });
  }

  /**
   * Whether {@link #forEach} visits every possible state. It does not if each of several lost parts
   * may or may not show old bytes of the device, or if the device may damage the bytes around a
   * write in more than one way.
   */
  public boolean areAllVisited() {
    if (!isFree()) {
      return true;
    }
    int fresh = 0;
    boolean writes = false;
    for (int i = 0; i < atoms.size(); i++) {
      fresh += atoms.isFresh(i) ? 1 : 0;
      writes |= atoms.get(i).op() instanceof MicroOp.Write;
    }
    return !(stalePossible() && fresh > 1) && !(damagePossible() && writes);
  }

  /** Whether the profile allows only one state, however many parts there are. */
  public boolean isSingle() {
    return !isFree();
  }

  /** Whether there may be more than one state. */
  boolean isFree() {
    return profile.survival() == Profile.Survival.ANY;
  }

  private boolean stalePossible() {
    return profile.appends() == Profile.Appends.STALE
        || profile.appends() == Profile.Appends.ANY_ORDER;
  }

  /**
   * A file system that never overwrites a block in place cannot damage the bytes around a write.
   */
  private boolean damagePossible() {
    return !device.powerSafeOverwrite() && !profile.atomicBlocks();
  }

  private CrashState state(BitSet kept) {
    return new CrashState(this, kept, false, -1);
  }

  private CrashState without(int one, int other) {
    BitSet kept = new BitSet();
    kept.set(0, atoms.size());
    for (int i = 0; i < atoms.size(); i++) {
      MicroOp op = atoms.get(i).op();
      if (op == atoms.get(one).op() || (other >= 0 && op == atoms.get(other).op())) {
        kept.clear(i);
      }
    }
    atoms.removeUnfounded(kept);
    return state(kept);
  }

  private CrashState lacking(int from, int to) {
    BitSet kept = new BitSet();
    kept.set(0, atoms.size());
    kept.clear(from, to);
    atoms.removeUnfounded(kept);
    return state(kept);
  }

  private CrashState damaged(CrashState state, int atom) {
    return new CrashState(this, state.keptParts(), false, atom);
  }

  private List<CrashState> withStale(List<CrashState> states) {
    return states.stream().map(state -> new CrashState(this, state.keptParts(), true, -1)).toList();
  }

  Image build(BitSet kept, boolean stale, int damaged) {
    Image image = durable.copy();
    for (int i = 0; i < atoms.size(); i++) {
      Atom atom = atoms.get(i);
      if (kept.get(i)) {
        atom.applyTo(image);
      } else if (stale && atoms.isFresh(i)) {
        MicroOp.Write write = (MicroOp.Write) atom.op();
        long from = Math.max(write.offset() + atom.from(), atoms.freshFrom(write));
        int length = (int) (write.offset() + atom.to() - from);
        image.scribble(write.inode(), from, noise(from, length));
      }
    }
    if (damaged >= 0) {
      MicroOp.Write write = (MicroOp.Write) atoms.get(damaged).op();
      long unit = Math.max(Inode.BLOCK_BYTES, device.atomicBytes());
      long start = (write.offset() + atoms.get(damaged).from()) / unit * unit;
      Inode file = image.find(write.inode());
      long end = file == null ? start : Math.min(start + unit, file.size());
      if (end > start) {
        image.scribble(write.inode(), start, noise(start, (int) (end - start)));
      }
    }
    image.mount();
    return image;
  }

  /** Bytes that no program wrote; always the same at the same place. */
  static byte[] noise(long offset, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(offset).nextBytes(bytes);
    return bytes;
  }
}
