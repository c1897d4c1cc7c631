package dev.faultline.bench.guard;

import dev.faultline.bench.Benchmark;
import dev.faultline.guard.record.Entry;
import dev.faultline.guard.repair.MerkleTree;
import dev.faultline.guard.repair.RangeSync;
import dev.faultline.guard.repair.Ranges;
import dev.faultline.guard.repair.RepairMessage.Question;
import dev.faultline.guard.version.Stamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;

/** What goes over the link to make two stores of ten million keys equal that differ in a few. */
public final class RepairBenchmark implements Benchmark {
  private static final int KEYS = 10_000_000;
  private static final int DEPTH = 5;

  @Override
  public String name() {
    return "repair";
  }

  @Override
  public String description() {
    return "bytes and questions until two stores of 10,000,000 keys with 0 to 10,000 differences"
        + " are equal, and the time of a change in the tree; argument: another number of keys";
  }

  /** Which keys are in which leaf; the same for all stores. */
  private record Places(int[] keys, int[] from) {
    static Places of(int count) {
      MerkleTree tree = new MerkleTree(DEPTH);
      int[] leaves = new int[count];
      int[] from = new int[tree.nodes(DEPTH) + 1];
      for (int key = 0; key < count; key++) {
        leaves[key] = tree.leafOf(name(key));
        from[leaves[key] + 1]++;
      }
      for (int leaf = 1; leaf < from.length; leaf++) {
        from[leaf] += from[leaf - 1];
      }
      int[] next = from.clone();
      int[] keys = new int[count];
      for (int key = 0; key < count; key++) {
        keys[next[leaves[key]]++] = key;
      }
      return new Places(keys, from);
    }
  }

  private static String name(int key) {
    return "user:" + key;
  }

  /** A store that makes its entries when it is asked for them. */
  private static final class Store implements Ranges {
    private final Places places;
    private final MerkleTree tree = new MerkleTree(DEPTH);
    private final TreeMap<Integer, Long> newer = new TreeMap<>();

    Store(Places places) {
      this.places = places;
    }

    private Entry entry(int key) {
      byte[] value = ("value of " + key).getBytes(StandardCharsets.UTF_8);
      return Entry.of(name(key), new Stamp(newer.getOrDefault(key, 1L), "node-1"), value);
    }

    void fill() {
      for (int leaf = 0; leaf < places.from.length - 1; leaf++) {
        for (Entry entry : sound(leaf)) {
          tree.add(leaf, MerkleTree.digestOf(entry));
        }
      }
    }

    void change(int key, long time) {
      int leaf = tree.leafOf(name(key));
      tree.remove(leaf, MerkleTree.digestOf(entry(key)));
      newer.put(key, time);
      tree.add(leaf, MerkleTree.digestOf(entry(key)));
    }

    @Override
    public MerkleTree tree() {
      return tree;
    }

    @Override
    public List<Entry> sound(int leaf) {
      List<Entry> entries = new ArrayList<>();
      for (int i = places.from[leaf]; i < places.from[leaf + 1]; i++) {
        entries.add(entry(places.keys[i]));
      }
      return entries;
    }

    @Override
    public Taken take(Entry entry) {
      int key = Integer.parseInt(entry.key().substring("user:".length()));
      if (!entry.isNewerThan(entry(key))) {
        return Taken.KNOWN;
      }
      change(key, entry.stamp().time());
      return Taken.KEPT;
    }

    @Override
    public void withdraw(Entry entry) {
      throw new IllegalStateException("nothing was deleted: " + entry);
    }
  }

  @Override
  public void run(List<String> args) {
    int count = args.isEmpty() ? KEYS : Integer.parseInt(args.getFirst());
    Places places = Places.of(count);
    Store mine = new Store(places);
    Store theirs = new Store(places);
    long begin = System.nanoTime();
    mine.fill();
    long filled = System.nanoTime() - begin;
    theirs.fill();
    System.out.printf(
        Locale.ROOT,
        "%,d keys in %,d leaves; entries made, sealed and added to the tree: %d ns each%n",
        count,
        mine.tree.nodes(DEPTH),
        filled / count);
    System.out.printf("%12s %12s %12s %12s%n", "differences", "bytes", "questions", "ms");
    Random random = new Random(1);
    long time = 1;
    for (int differences : new int[] {0, 1, 10, 100, 1_000, 10_000}) {
      for (int i = 0; i < differences; i++) {
        // Half of them are newer here, half there.
        (i % 2 == 0 ? mine : theirs).change(random.nextInt(count), ++time);
      }
      measure(mine, theirs, differences);
    }
  }

  private static void measure(Store mine, Store theirs, int differences) {
    long begin = System.nanoTime();
    RangeSync sync = new RangeSync(mine, 0, Duration.ofSeconds(1), 0);
    while (!sync.isDone()) {
      Question question = sync.next(0).orElseThrow();
      sync.received(RangeSync.answer(theirs, question), 0);
    }
    long nanos = System.nanoTime() - begin;
    if (mine.tree.digest(0, 0) != theirs.tree.digest(0, 0)) {
      throw new IllegalStateException("the stores still differ");
    }
    System.out.printf(
        Locale.ROOT,
        "%,12d %,12d %,12d %12.1f%n",
        differences,
        sync.bytes(),
        sync.questions(),
        nanos / 1e6);
  }
}
