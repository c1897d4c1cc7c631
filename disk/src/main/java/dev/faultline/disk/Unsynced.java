package dev.faultline.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The durable content under a profile, and the micro-operations that are not durable yet, in their
 * order. Its memory depends on the amount of unsynced data, not on how long the disk has been in
 * use. Not thread-safe.
 */
public final class Unsynced {
  private final Profile profile;
  private final Device device;
  private final Image durable;
  private final boolean bytesOutside;
  private final List<MicroOp> pending = new ArrayList<>();
  private final TreeSet<Long> released = new TreeSet<>();

  /**
   * Data that a sync failed to write, or the device lost, and that no later durable write has
   * covered.
   */
  private final List<Dropped> neverWritten = new ArrayList<>();

  private long looks;

  /** How many pending operations give an inode a name; without a search through all. */
  private final Map<Long, Integer> entering = new TreeMap<>();

  /**
   * @param start what is durable at first; it is copied
   */
  public Unsynced(Image start, Profile profile, Device device) {
    bytesOutside = start.hasBytesOutside();
    this.durable = bytesOutside ? start.settled() : start.copy();
    this.profile = profile;
    this.device = device;
  }

  /** The profile. */
  public Profile profile() {
    return profile;
  }

  /** Whether a crash may lose anything. */
  public boolean isEmpty() {
    return pending.isEmpty();
  }

  /** The operations that may be lost, in call order. */
  public List<MicroOp> pending() {
    return Collections.unmodifiableList(pending);
  }

  /** The durable content; it must not be changed. */
  Image durable() {
    return durable;
  }

  /** Everything that was done, synced or not: what the running program sees. */
  public Image everything() {
    Image all = durable.copy();
    pending.forEach(all::apply);
    all.mount();
    return all;
  }

  /** Data that cannot survive a crash, in the order of the failures. */
  List<Dropped> neverWritten() {
    return neverWritten;
  }

  /** What it has cost so far to know which dropped data was written again. */
  long looks() {
    return looks;
  }

  Atoms atoms() {
    return Atoms.of(pending, profile, device);
  }

  Device device() {
    return device;
  }

  /**
   * Supplies the initial content of a file, as {@link Disk#load} does. This object takes ownership
   * of the array.
   */
  public void load(long inode, long offset, byte[] bytes) {
    durable.scribble(inode, offset, bytes);
  }

  /**
   * Behind the last block of a file whose durable bytes may be {@linkplain Inode#isOutside
   * outside}; 0 if none is.
   */
  public long outsideEnd(long inode) {
    Inode file = durable.find(inode);
    return file == null ? 0 : file.outsideEnd();
  }

  /** Whether the durable bytes of a block are outside. */
  public boolean isOutside(long inode, long block) {
    Inode file = durable.find(inode);
    return file != null && block < file.outsideEnd() && file.isOutside(block);
  }

  /**
   * Takes the durable bytes of a block that is outside, before the file there is changed. This
   * object takes ownership of the array.
   */
  public void keep(long inode, long block, byte[] bytes) {
    durable.keep(inode, block, bytes);
  }

  /** All that a file has outside from a block on, and that was not kept, is zeros. */
  public void endOutside(long inode, long block) {
    if (outsideEnd(inode) > block) {
      durable.endOutside(inode, block);
    }
  }

  /** Whether a state that a crash leaves may have a name for an inode. */
  public boolean mayBringBack(long inode) {
    return isNamed(inode);
  }

  /** Applies the next entry of a disk's history. */
  public void accept(Entry entry) {
    switch (entry) {
      case MicroOp op -> add(op);
      case Entry.Sync sync -> sync(sync);
      case Entry.Release release -> {
        released.add(release.inode());
        // Another one can only go by what goes with this one.
        if (!isNamed(release.inode())) {
          forgetReleased();
        }
      }
      case Entry.Unwritten lost -> {
        // Where only the process dies, memory stays, and the data with it.
        if (profile.survival() != Profile.Survival.ALL) {
          NeverWritten.drop(pending, lost, neverWritten);
        }
      }
      case Entry.Reverted reverted -> pending.removeIf(op -> isReverted(reverted.inode(), op));
      case Entry.Decay(long inode, long offset, int mask) -> {
        durable.decay(inode, offset, mask);
        NeverWritten.decay(pending, inode, offset, mask);
      }
      case Entry.Mark mark -> {}
      case Entry.Unseen unseen -> {}
    }
  }

  private void add(MicroOp op) {
    pending.add(op);
    if (op instanceof MicroOp.Enter enter) {
      entering.merge(enter.target(), 1, Integer::sum);
    }
  }

  private boolean isReverted(long inode, MicroOp op) {
    boolean content =
        op.inode() == inode && (op instanceof MicroOp.Write || op instanceof MicroOp.Resize);
    if (content && op instanceof MicroOp.Write write) {
      neverWritten.add(Dropped.of(write));
    }
    return content;
  }

  private void sync(Entry.Sync sync) {
    BitSet forced = Forced.by(sync, profile, pending);
    if (forced.isEmpty()) {
      return;
    }
    BitSet durableNow =
        forced.cardinality() == pending.size()
            ? forced
            : SyncNeeds.of(forced, pending, profile, device);
    List<MicroOp> done = new ArrayList<>();
    List<MicroOp> rest = new ArrayList<>();
    List<MicroOp.Resize> sizes = new ArrayList<>();
    for (int i = 0; i < pending.size(); i++) {
      MicroOp op = pending.get(i);
      if (durableNow.get(i)) {
        done.add(op);
        if (op instanceof MicroOp.Resize resize && !resize.appended()) {
          sizes.add(resize);
        }
      } else {
        rest.add(op);
      }
    }
    forgetOverwritten(durableNow);
    pending.clear();
    entering.clear();
    rest.forEach(op -> addRest(op, sizes));
    apply(done);
    forgetReleased();
  }

  /** Applies what is durable now; bytes that the files outside have as well are not kept. */
  private void apply(List<MicroOp> done) {
    Set<Long> settled = bytesOutside ? settled(done) : Collections.emptySortedSet();
    for (MicroOp op : done) {
      if (!(op instanceof MicroOp.Write && settled.contains(op.inode()))) {
        durable.apply(op);
      }
    }
    settled.forEach(durable::settle);
  }

  /**
   * The files whose durable bytes are those that programs see. A file whose name may come back in a
   * crash is none of them: what is outside may go with its name.
   */
  private Set<Long> settled(List<MicroOp> done) {
    Set<Long> settled = new TreeSet<>();
    for (MicroOp op : done) {
      if (op instanceof MicroOp.Write || op instanceof MicroOp.Resize) {
        settled.add(op.inode());
      } else if (op instanceof MicroOp.Remove remove) {
        settled.add(remove.target());
      }
    }
    for (MicroOp op : pending) {
      if (op instanceof MicroOp.Write || op instanceof MicroOp.Resize) {
        settled.remove(op.inode());
      } else if (op instanceof MicroOp.Remove remove) {
        settled.remove(remove.target());
      }
    }
    neverWritten.forEach(dropped -> settled.remove(dropped.inode()));
    return settled;
  }

  /** Dropped data that is written again no longer counts as dropped. */
  private void forgetOverwritten(BitSet durableNow) {
    if (neverWritten.isEmpty()) {
      return;
    }
    Overwritten overwritten = new Overwritten();
    durableNow.stream().forEach(i -> overwritten.add(pending.get(i)));
    List<Dropped> left = overwritten.leaves(neverWritten);
    looks += overwritten.looks();
    neverWritten.clear();
    neverWritten.addAll(left);
  }

  /**
   * A call that set a file's size became durable before older appends and writes to it: their sizes
   * count no more, and of their bytes what lay behind the new end is gone for good.
   */
  private void addRest(MicroOp op, List<MicroOp.Resize> sizes) {
    if (sizes.isEmpty()) {
      add(op);
      return;
    }
    long end =
        sizes.stream()
            .filter(set -> set.inode() == op.inode())
            .filter(set -> set.operation().number() > op.operation().number())
            .mapToLong(MicroOp.Resize::size)
            .min()
            .orElse(Long.MAX_VALUE);
    switch (op) {
      case MicroOp.Write write when write.end() > end -> {
        if (write.offset() < end) {
          byte[] kept = Arrays.copyOf(write.bytes(), (int) (end - write.offset()));
          pending.add(write.with(write.offset(), kept));
        }
      }
      case MicroOp.Resize resize when end < Long.MAX_VALUE -> {}
      default -> add(op);
    }
  }

  /** Files that no running program can see, and that no crash can bring back, take no more room. */
  private void forgetReleased() {
    // A directory that goes takes its names along, so what only they kept goes after it.
    while (true) {
      Set<Long> gone = new TreeSet<>(released);
      gone.removeIf(this::isNamed);
      if (gone.isEmpty()) {
        return;
      }
      released.removeAll(gone);
      pending.removeIf(op -> isGone(op, gone));
      neverWritten.removeIf(write -> gone.contains(write.inode()));
      gone.forEach(durable::forget);
    }
  }

  private boolean isGone(MicroOp op, Set<Long> gone) {
    if (!gone.contains(op.inode())) {
      return false;
    }
    if (op instanceof MicroOp.Enter enter) {
      entering.merge(enter.target(), -1, (one, other) -> one + other == 0 ? null : one + other);
    }
    return true;
  }

  private boolean isNamed(long inode) {
    return entering.containsKey(inode) || durable.isLinked(inode);
  }
}
