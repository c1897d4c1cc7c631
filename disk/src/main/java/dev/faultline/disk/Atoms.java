package dev.faultline.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Unsynced micro-operations, cut into atoms, with what each atom needs: an atom may survive a crash
 * only together with all that it needs. That is all there is to a profile's rules, so a legal crash
 * state is a set of atoms that is closed under need.
 */
final class Atoms {
  private static final int BLOCK_BYTES = Inode.BLOCK_BYTES;
  private static final int SECTOR_BYTES = 512;
  private static final int TORN_PARTS = 3;

  private final Profile profile;
  private final Device device;
  private final boolean crashOrder;
  private final List<Atom> atoms = new ArrayList<>();
  private final List<int[]> needs = new ArrayList<>();

  private int lastJournaled = -1;
  private int operationStart = -1;
  private final Map<Long, Integer> allocated = new TreeMap<>();
  private final Map<Long, Integer> lastSize = new TreeMap<>();
  private final Map<Long, Integer> lastSetSize = new TreeMap<>();
  private final Map<Long, Long> lowestSetSize = new TreeMap<>();
  private final Map<Long, Long> firstSize = new TreeMap<>();
  private final LastWrites lastWrites = new LastWrites();
  private final Map<String, Integer> lastOfName = new TreeMap<>();
  private final Map<Long, Integer> truncated = new TreeMap<>();
  private final Map<Long, Integer> eager = new TreeMap<>();

  private Atoms(Profile profile, Device device, boolean crashOrder) {
    this.profile = profile;
    this.device = device;
    this.crashOrder = crashOrder;
  }

  /** The rules for what a crash may leave. */
  static Atoms of(List<MicroOp> ops, Profile profile, Device device) {
    return cut(ops, new Atoms(profile, device, true));
  }

  /**
   * The rules for what a sync makes durable. That another file's data happens to be written first
   * orders what a crash leaves, but a program that syncs one file has not synced the other.
   */
  static Atoms forSync(List<MicroOp> ops, Profile profile, Device device) {
    return cut(ops, new Atoms(profile, device, false));
  }

  private static Atoms cut(List<MicroOp> ops, Atoms cut) {
    for (int i = 0; i < ops.size(); i++) {
      MicroOp op = ops.get(i);
      boolean begins = i == 0 || ops.get(i - 1).operation() != op.operation();
      boolean ends = i + 1 == ops.size() || ops.get(i + 1).operation() != op.operation();
      cut.add(op, i, begins, ends);
    }
    return cut;
  }

  int size() {
    return atoms.size();
  }

  Atom get(int index) {
    return atoms.get(index);
  }

  /**
   * From which offset in its file on the device may have other bytes in place of an atom that is
   * lost: without any order, all that is appended (ALICE: the size, and garbage), else new blocks.
   */
  long freshFrom(MicroOp.Write write) {
    return profile.appends() == Profile.Appends.ANY_ORDER ? write.sizeBefore() : write.freshFrom();
  }

  /** Whether the device may have other bytes in place of an atom, or of a part of it. */
  boolean isFresh(int index) {
    Atom atom = atoms.get(index);
    return atom.op() instanceof MicroOp.Write write
        && write.offset() + atom.to() > freshFrom(write);
  }

  int[] needs(int index) {
    return needs.get(index);
  }

  private void add(MicroOp op, int index, boolean begins, boolean ends) {
    if (begins) {
      operationStart = atoms.size();
    }
    switch (op) {
      case MicroOp.Write write -> addWrite(write, index);
      case MicroOp.Resize resize when resize.appended() -> addAppendedSize(resize, index);
      default -> addMetadata(op, index);
    }
    if (ends && profile.atomicDirectoryOperations() && isMetadata(op)) {
      // All or nothing: the first needs the last, and each needs the one before it.
      need(operationStart, atoms.size() - 1);
    }
  }

  private static boolean isMetadata(MicroOp op) {
    return op instanceof MicroOp.Allocate
        || op instanceof MicroOp.Enter
        || op instanceof MicroOp.Remove;
  }

  private void addMetadata(MicroOp op, int index) {
    int atom = begin(new Atom(op, index, 0, 0));
    switch (op) {
      case MicroOp.Allocate made -> allocated.put(made.inode(), atom);
      case MicroOp.Enter enter -> {
        need(atom, allocated.getOrDefault(enter.target(), -1));
        sameName(atom, enter.inode(), enter.name());
      }
      case MicroOp.Remove remove -> sameName(atom, remove.inode(), remove.name());
      case MicroOp.Attribute attribute -> sameName(atom, attribute.inode(), "/" + attribute.name());
      case MicroOp.Resize resize -> {
        if (resize.size() == 0 && resize.before() > 0) {
          truncated.put(resize.inode(), atom);
          eager.remove(resize.inode());
        }
        if (profile.appends() != Profile.Appends.ANY_ORDER) {
          need(atom, lastSetSize.getOrDefault(resize.inode(), -1));
        }
        if (profile.appends() == Profile.Appends.AFTER_DATA) {
          needAppendedData(atom, resize);
        }
        lastSetSize.put(resize.inode(), atom);
        lowestSetSize.merge(resize.inode(), resize.size(), Math::min);
        firstSize.putIfAbsent(resize.inode(), resize.before());
        lastSize.put(resize.inode(), atom);
      }
      case MicroOp.Write write -> throw new AssertionError("data is not metadata: " + write);
    }
    if (profile.metadata() == Profile.Metadata.PREFIX) {
      need(atom, lastJournaled);
      lastJournaled = atom;
    } else if (profile.atomicDirectoryOperations() && isMetadata(op) && atom > operationStart) {
      need(atom, atom - 1);
    }
  }

  /** Later changes of one entry or attribute are made on top of the earlier ones. */
  private void sameName(int atom, long inode, String name) {
    Integer before = lastOfName.put(inode + " " + name, atom);
    need(atom, before == null ? -1 : before);
  }

  private void addWrite(MicroOp.Write write, int index) {
    long unit =
        profile.atomicBlocks() ? Math.max(BLOCK_BYTES, device.atomicBytes()) : device.atomicBytes();
    long sector = Math.max(unit, SECTOR_BYTES);
    for (long start = write.offset(); start < write.end(); ) {
      long end = Math.min(write.end(), (start / sector + 1) * sector);
      // A device without atomic units tears anywhere: three parts, as ALICE does, stand for that.
      long parts = unit > 1 ? 1 : Math.min(TORN_PARTS, end - start);
      for (long part = 0; part < parts; part++) {
        long from = start + (end - start) * part / parts;
        addPart(write, index, from, start + (end - start) * (part + 1) / parts, sector);
      }
      start = end;
    }
  }

  /** A part that lies in one sector. */
  private void addPart(MicroOp.Write write, int index, long start, long end, long sector) {
    int atom = begin(new Atom(write, index, start - write.offset(), end - write.offset()));
    // The cache has all earlier writes to a sector when it is written.
    lastWrites.add(write, start / sector, atom).forEach(before -> need(atom, before));
    // Behind the end that a call set, the blocks are not the old ones.
    if (profile.appends() != Profile.Appends.ANY_ORDER
        && end > lowestSetSize.getOrDefault(write.inode(), Long.MAX_VALUE)) {
      need(atom, lastSetSize.getOrDefault(write.inode(), -1));
    }
  }

  /** Setting a size writes the data below it that the size on the device does not show yet. */
  private void needAppendedData(int atom, MicroOp.Resize resize) {
    need(atom, lastSize.getOrDefault(resize.inode(), -1));
    long shown = firstSize.getOrDefault(resize.inode(), resize.before());
    for (int i = 0; i < atom; i++) {
      if (atoms.get(i).op() instanceof MicroOp.Write write
          && write.inode() == resize.inode()
          && write.offset() + atoms.get(i).from() < resize.size()
          && write.offset() + atoms.get(i).to() > shown) {
        need(atom, i);
      }
    }
  }

  private void addAppendedSize(MicroOp.Resize resize, int index) {
    firstSize.putIfAbsent(resize.inode(), resize.before());
    long before = resize.before();
    int data = operationStart;
    while (before < resize.size()) {
      long blockStart = before / BLOCK_BYTES * BLOCK_BYTES;
      long after = Math.min(resize.size(), blockStart + BLOCK_BYTES);
      int atom = begin(new Atom(resize, index, before, after));
      if (profile.appends() != Profile.Appends.ANY_ORDER) {
        need(atom, lastSize.getOrDefault(resize.inode(), -1));
      }
      lastSize.put(resize.inode(), atom);
      if (profile.metadata() == Profile.Metadata.PREFIX) {
        need(atom, lastJournaled);
      }
      boolean newBlock = before % BLOCK_BYTES == 0;
      if (profile.appends() == Profile.Appends.AFTER_DATA
          || (profile.appends() == Profile.Appends.AFTER_NEW_BLOCKS && newBlock)) {
        data = needDataOf(atom, data, resize, before, after);
      }
      if (crashOrder && profile.truncatedFirst() && truncated.containsKey(resize.inode())) {
        eager.put(resize.inode(), atom);
      }
      before = after;
    }
  }

  /**
   * The size needs what the same call wrote between the two offsets.
   *
   * @param first the first part of the call's data that may reach behind {@code from}; the parts
   *     are in the order of their offsets
   * @return the first that may reach behind {@code to}
   */
  private int needDataOf(int atom, int first, MicroOp.Resize resize, long from, long to) {
    int next = first;
    for (int i = first; i < atom; i++) {
      if (!(atoms.get(i).op() instanceof MicroOp.Write write)
          || write.inode() != resize.inode()
          || write.offset() + atoms.get(i).from() >= to) {
        break;
      }
      long end = write.offset() + atoms.get(i).to();
      if (end > from) {
        need(atom, i);
      }
      if (end <= to) {
        next = i + 1;
      }
    }
    return next;
  }

  /** Appends an atom with what any atom needs. */
  private int begin(Atom atom) {
    int index = atoms.size();
    atoms.add(atom);
    needs.add(new int[0]);
    need(index, allocated.getOrDefault(atom.op().inode(), -1));
    if (profile.dataInOrder() || (crashOrder && device.sequential())) {
      need(index, index - 1);
    }
    for (Map.Entry<Long, Integer> first : eager.entrySet()) {
      if (first.getKey() != atom.op().inode()) {
        need(index, first.getValue());
      }
    }
    return index;
  }

  private void need(int atom, int needed) {
    int[] old = needs.get(atom);
    if (needed < 0 || needed == atom || Arrays.stream(old).anyMatch(one -> one == needed)) {
      return;
    }
    int[] more = Arrays.copyOf(old, old.length + 1);
    more[old.length] = needed;
    needs.set(atom, more);
  }

  /** Adds whatever the atoms of a set need. */
  void addNeeded(BitSet set) {
    BitSet open = (BitSet) set.clone();
    for (int i = open.nextSetBit(0); i >= 0; i = open.nextSetBit(0)) {
      open.clear(i);
      for (int needed : needs.get(i)) {
        if (!set.get(needed)) {
          set.set(needed);
          open.set(needed);
        }
      }
    }
  }

  /** Takes out the atoms that need one which is not in the set. */
  void removeUnfounded(BitSet set) {
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int i = set.nextSetBit(0); i >= 0; i = set.nextSetBit(i + 1)) {
        for (int needed : needs.get(i)) {
          if (!set.get(needed)) {
            set.clear(i);
            changed = true;
            break;
          }
        }
      }
    }
  }
}
