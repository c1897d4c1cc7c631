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
 * A replica's entries in memory, sealed, with what repair needs to forget tombstones safely.
 *
 * <p>A tombstone may go when all replicas have it, and no earlier: one that is dropped after a
 * while lets a replica that has missed it bring the value back. So it dies by repair ({@link
 * RepairRound}): all replicas promise to take no write up to some time any more, then all are made
 * equal, and then what they have up to that time is <i>settled</i>: each has all of it. Tombstones
 * of it are dropped. What another replica brings of that time, and is not here, was deleted,
 * however late it comes: it is withdrawn there.
 *
 * <p>What has rotted is found when it is read, or by {@link #scrub}. It never leaves the store: it
 * is missing in what others are told, until one of them brings it again, or what is newer.
 *
 * <p>A store that lost its entries has to lose its promise and what is settled too. A store on disk
 * of the same kind makes entries, promises and what is settled durable before it answers.
 *
 * <p>Not thread-safe: its owner calls it.
 */
public final class EntryStore implements Ranges {
  private final MerkleTree tree;
  private final TreeMap<Integer, TreeMap<String, byte[]>> leaves = new TreeMap<>();

  /** What is known of the bytes of a key without opening them. */
  private record Held(long digest, Stamp stamp, boolean isDeleted) {}

  /** Those in the tree; what has rotted is not. */
  private final TreeMap<String, Held> held = new TreeMap<>();

  /** What has rotted: an older entry, as another replica may have, is no cure for it. */
  private final TreeMap<String, Held> rotten = new TreeMap<>();

  private long promised = Long.MIN_VALUE;
  private long settled = Long.MIN_VALUE;
  private long changes;
  private long refusedPromises;
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
   * Takes a write of a client.
   *
   * @return false if its time is one up to which this replica has promised to take no more: the
   *     writer needs a stamp that is later than {@link #promised}, whatever its clock says
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

  /** The smallest long stands for no time at all. */
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

  /** The entry, if it is here and has not rotted. */
  public @Nullable Entry get(String key) {
    byte[] sealed = sealed(key);
    if (sealed == null) {
      return null;
    }
    switch (Seal.open(key, sealed)) {
      case Opened.Sound(var entry) -> {
        return entry;
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

  /** What is kept under a key as it is, rotten or not; for answers to reads. Not a copy. */
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

  /** Opens everything, so that what has rotted is found before it is read. */
  public void scrub() {
    leaves.keySet().forEach(this::sound);
  }

  /** The keys of what is known to have rotted. */
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
   * Promises to take no write up to a time, for good: unless that lies in the future, so that this
   * replica would refuse all writes until then. Then the round's owner, or this replica, has a
   * wrong clock. Do not acknowledge what was refused; it is asked for again.
   *
   * @param latest the last time that is taken for none of the future: what this replica's clock
   *     says, in the unit of the stamps, and by how much others may be ahead of it
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
   * All replicas have all entries up to a time: tombstones of it go, also those that have rotted.
   * Without the promise before, this store is none of them, and nothing happens.
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

  /** The keys of what has rotted and is still missed when a time is settled. */
  List<String> missedAt(long time) {
    return rotten.entrySet().stream()
        .filter(each -> !isDroppedAt(time, each.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * Counts what could have made another replica miss an entry of what is promised: one that has
   * come, was withdrawn, was found to have rotted, or took the place of what had.
   */
  long changes() {
    return changes;
  }

  /** All entries that have not rotted, tombstones too. */
  public List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    List.copyOf(leaves.keySet()).forEach(leaf -> all.addAll(sound(leaf)));
    return all;
  }

  /** How many keys are here, with tombstones and with what has rotted. */
  public int size() {
    return held.size() + rotten.size();
  }

  /** Up to which time no writes are taken; the smallest long if nothing was promised. */
  public long promised() {
    return promised;
  }

  /** Up to which time tombstones were dropped; the smallest long if none was. */
  public long settled() {
    return settled;
  }

  /** How often a promise was refused, since its time lay in the future. */
  public long refusedPromises() {
    return refusedPromises;
  }

  /** How many writes were refused since their time was promised away. */
  public long tooOld() {
    return tooOld;
  }

  /** How many entries were withdrawn, here or at others. */
  public long withdrawn() {
    return withdrawn;
  }
}
