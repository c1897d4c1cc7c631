package dev.faultline.guard.repair;

import dev.faultline.core.Checks;
import dev.faultline.guard.record.Entry;
import dev.faultline.guard.record.Seal;
import java.nio.charset.StandardCharsets;

/**
 * Digests of the entries of a store, by ranges of hashed keys: each node has 16 children, the
 * leaves are ranges of one size (Merkle, CRYPTO 1987; Dynamo, SOSP 2007). The digest of a range is
 * the sum of the digests of its entries, so a change costs one addition per level, and no entry is
 * read again.
 *
 * <p>Two different ranges have equal digests with probability 2^-64. An adversary that chooses
 * entries can construct such a collision.
 *
 * <p>Not thread-safe: the owner of the store calls it.
 */
public final class MerkleTree {
  static final int CHILDREN = 16;
  private static final int BITS = 4;

  private final long[][] levels;

  /**
   * The tree of an empty store.
   *
   * @param depth levels below the root, 1 to 6: 16^depth leaves of 8 bytes each; all replicas need
   *     the same depth. About ten entries per leaf need the least traffic
   * @throws IllegalArgumentException if it is out of its range
   */
  public MerkleTree(int depth) {
    Checks.within("depth", depth, 1, 6);
    levels = new long[depth + 1][];
    for (int level = 0; level <= depth; level++) {
      levels[level] = new long[1 << BITS * level];
    }
  }

  /** How many levels lie below the root. */
  public int depth() {
    return levels.length - 1;
  }

  /** How many nodes a level has. */
  public int nodes(int level) {
    return levels[level].length;
  }

  /** The leaf that a key belongs to. */
  public int leafOf(String key) {
    long hash = hash(key.getBytes(StandardCharsets.UTF_8));
    return (int) (hash >>> Long.SIZE - BITS * depth());
  }

  /** The digest of an entry. */
  public static long digestOf(Entry entry) {
    return hash(Seal.seal(entry));
  }

  /** Adds an entry. */
  public void add(int leaf, long digest) {
    for (int level = 0; level < levels.length; level++) {
      levels[level][leaf >>> BITS * (depth() - level)] += digest;
    }
  }

  /** Removes an entry. */
  public void remove(int leaf, long digest) {
    add(leaf, -digest);
  }

  /** The digest of a node; level 0 is the root, the last level has the leaves. */
  public long digest(int level, int node) {
    return levels[level][node];
  }

  /** FNV-1a, followed by the finalisation steps of MurmurHash3, which spread it over all bits. */
  private static long hash(byte[] bytes) {
    long hash = 0xcbf29ce484222325L;
    for (byte each : bytes) {
      hash = (hash ^ each & 0xFF) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
    return hash ^ hash >>> 33;
  }
}
