package dev.faultline.guard.repair;

import dev.faultline.guard.record.Entry;
import dev.faultline.guard.record.Seal;
import dev.faultline.guard.record.Seal.Opened;
import dev.faultline.guard.version.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A replica's sealed entries in memory, with the state that repair needs to drop tombstones safely.
 *
 * <p>A tombstone may be dropped only once all replicas have it: if it is dropped after a fixed
 * time, a replica that missed it brings the deleted value back. So a repair round ({@link
 * RepairRound}) drops tombstones: all replicas promise to refuse writes up to some time, then they
 * are made equal, and then that time is <i>settled</i>: each replica has all entries up to it, and
 * drops the tombstones among them. If another replica later brings an entry of a settled time that
 * is not here, that entry was deleted: the other replica is told to withdraw it.
 *
 * <p>Corrupt records are found when they are read, or by {@link #scrub}. They never leave the
 * store: they are left out of answers to other replicas, until one of those sends the entry again,
 * or a newer one, or until the record is read soundly again.
 *
 * <p>A store that lost its entries has to lose its promise and its settled time too. A disk-based
 * implementation has to make entries, promises and settled times durable before it answers.
 *
 * <p>Not thread-safe: its owner calls it.
 */
public final class EntryStore implements Ranges {
  private final MerkleTree tree;
  private final TreeMap<Integer, TreeMap<String, byte[]>> leaves = new TreeMap<>();

  /** What is known about the bytes of a key without opening them. */
  private record Held(long digest, Stamp stamp, boolean isDeleted) {}

  /** The sound entries, which are in the tree; corrupt ones are not. */
  private final TreeMap<String, Held> held = new TreeMap<>();

  /** Corrupt records; an older entry from another replica does not repair one. */
  private final TreeMap<String, Held> rotten = new TreeMap<>();

  private long promised = Long.MIN_VALUE;
  private long settled = Long.MIN_VALUE;
  private long changes;
  private long refusedPromises;
  private long refusedQuestions;
  private long tooOld;
  private long withdrawn;

  /**
   * An empty store.
   *
   * @param depth of its tree: see {@link MerkleTree}
   */
  public EntryStore(int depth) {
    tree = new MerkleTree(depth);
  }

  /**
   * Applies a client's write.
   *
   * @return false if this replica has promised to refuse writes of its time: the writer needs a
   *     stamp later than {@link #promised}, whatever its clock says
   */
  public boolean write(Entry entry) {
    if (isUpTo(promised, entry.stamp())) {
      tooOld++;
      return false;
    }
    keep(entry);
    return true;
  }

  @Override
  public Taken take(Entry entry) {
    if (isUpTo(settled, entry.stamp()) && sealed(entry.key()) == null) {
      withdrawn++;
      return Taken.WITHDRAWN;
    }
    return keep(entry) ? Taken.KEPT : Taken.KNOWN;
  }

  /** {@link Long#MIN_VALUE} means none. */
  private static boolean isUpTo(long time, Stamp stamp) {
    return time != Long.MIN_VALUE && stamp.time() <= time;
  }

  private boolean keep(Entry entry) {
    Entry here = get(entry.key());
    Held lost = rotten.get(entry.key());
    if (here != null && !entry.isNewerThan(here)
        || lost != null && entry.stamp().compareTo(lost.stamp) < 0) {
      return false;
    }
    changes += lost != null || isUpTo(promised, entry.stamp()) ? 1 : 0;
    int leaf = tree.leafOf(entry.key());
    forget(entry.key());
    leaves.computeIfAbsent(leaf, _ -> new TreeMap<>()).put(entry.key(), Seal.seal(entry));
    long digest = MerkleTree.digestOf(entry);
    held.put(entry.key(), new Held(digest, entry.stamp(), entry.isDeleted()));
    tree.add(leaf, digest);
    return true;
  }

  private void forget(String key) {
    Held known = held.remove(key);
    int leaf = tree.leafOf(key);
    if (known != null) {
      tree.remove(leaf, known.digest);
    }
    rotten.remove(key);
    TreeMap<String, byte[]> keys = leaves.get(leaf);
    if (keys != null && keys.remove(key) != null && keys.isEmpty()) {
      leaves.remove(leaf);
    }
  }

  /** The entry, if it is here and not corrupt. */
  public @Nullable Entry get(String key) {
    byte[] sealed = sealed(key);
    if (sealed == null) {
      return null;
    }
    switch (Seal.open(key, sealed)) {
      case Opened.Sound(var entry) -> {
        return isKept(entry) ? entry : null;
      }
      case Opened.Rotten _ -> {
        Held known = held.remove(key);
        if (known != null) {
          tree.remove(tree.leafOf(key), known.digest);
          rotten.put(key, known);
          changes++;
        }
        return null;
      }
    }
  }

  /**
   * Whether sound bytes are of the entry that is kept. A record that was corrupt when it was read
   * before may have been misread only; it is in the tree again, or no replica would ever be given
   * it. One of another entry is still corrupt: a write was lost.
   */
  private boolean isKept(Entry entry) {
    Held lost = rotten.get(entry.key());
    if (lost == null) {
      return true;
    }
    if (MerkleTree.digestOf(entry) != lost.digest) {
      return false;
    }
    rotten.remove(entry.key());
    held.put(entry.key(), lost);
    tree.add(tree.leafOf(entry.key()), lost.digest);
    changes++;
    return true;
  }

  /** The stored bytes of a key, corrupt or not, for answers to reads. Not a copy. */
  public byte @Nullable [] sealed(String key) {
    TreeMap<String, byte[]> keys = leaves.get(tree.leafOf(key));
    return keys == null ? null : keys.get(key);
  }

  @Override
  public List<Entry> sound(int leaf) {
    TreeMap<String, byte[]> keys = leaves.get(leaf);
    List<Entry> sound = new ArrayList<>();
    if (keys != null) {
      for (String key : keys.keySet()) {
        Entry entry = get(key);
        if (entry != null) {
          sound.add(entry);
        }
      }
    }
    return sound;
  }

  /**
   * Opens every record, so that corruption is found before a read meets it, and what was only
   * misread is given to other replicas again. Call it now and then: repair opens only what differs.
   */
  public void scrub() {
    leaves.keySet().forEach(this::sound);
  }

  /** The keys of records known to be corrupt. */
  public List<String> rotten() {
    return List.copyOf(rotten.keySet());
  }

  @Override
  public MerkleTree tree() {
    return tree;
  }

  @Override
  public void withdraw(Entry entry) {
    if (entry.equals(get(entry.key()))) {
      forget(entry.key());
      changes++;
      withdrawn++;
    }
  }

  /**
   * Promises to refuse all writes up to a time from now on. Refuses to promise if that time lies in
   * the future, since this replica would then refuse all writes until it: the clock of the round's
   * owner, or of this replica, is wrong. Do not acknowledge a refused order; the owner sends it
   * again.
   *
   * @param latest the latest time that does not count as the future: the reading of this replica's
   *     clock, in the unit of the stamps, plus the permitted lead of other clocks
   * @return whether it is promised
   */
  public boolean promise(long time, long latest) {
    if (time > latest) {
      refusedPromises++;
      return false;
    }
    promised = Math.max(promised, time);
    return true;
  }

  /**
   * Records that all replicas have all entries up to a time, and drops its tombstones, corrupt ones
   * too. Does nothing if this store has not promised that time, since it then did not take part in
   * the round.
   */
  public void settle(long time) {
    if (time > promised || time <= settled) {
      return;
    }
    settled = time;
    for (Entry entry : entries()) {
      if (entry.isDeleted() && entry.stamp().time() <= time) {
        forget(entry.key());
      }
    }
    for (Map.Entry<String, Held> each : List.copyOf(rotten.entrySet())) {
      if (isDroppedAt(time, each.getValue())) {
        forget(each.getKey());
      }
    }
  }

  private static boolean isDroppedAt(long time, Held lost) {
    return lost.isDeleted && isUpTo(time, lost.stamp);
  }

  /** The keys of corrupt records that are still missing when a time is settled. */
  List<String> missedAt(long time) {
    return rotten.entrySet().stream()
        .filter(each -> !isDroppedAt(time, each.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Counts events that may have made another replica miss an entry of the promised time: an entry
   * arrived, was withdrawn, was found corrupt or sound again, or replaced a corrupt one.
   */
  long changes() {
    return changes;
  }

  /** All entries that are not corrupt, including tombstones. */
  public List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    List.copyOf(leaves.keySet()).forEach(leaf -> all.addAll(sound(leaf)));
    return all;
  }

  /** How many keys are here, including tombstones and corrupt records. */
  public int size() {
    return held.size() + rotten.size();
  }

  /** The time up to which writes are refused; {@link Long#MIN_VALUE} if nothing was promised. */
  public long promised() {
    return promised;
  }

  /** The time up to which tombstones were dropped; {@link Long#MIN_VALUE} if none were. */
  public long settled() {
    return settled;
  }

  /** How often a promise was refused because its time lay in the future. */
  public long refusedPromises() {
    return refusedPromises;
  }

  @Override
  public void refused(RepairMessage.Question question) {
    refusedQuestions++;
  }

  /** How many questions were refused, since no replica with such a tree asks them. */
  public long refusedQuestions() {
    return refusedQuestions;
  }

  /** How many writes were refused because of a promise. */
  public long tooOld() {
    return tooOld;
  }

  /** How many entries were withdrawn, here or at other replicas. */
  public long withdrawn() {
    return withdrawn;
  }
}
