package dev.faultline.examples.state;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.page.Cursor;
import dev.faultline.guard.page.PageMessage;
import dev.faultline.guard.page.PageMessage.Consistency;
import dev.faultline.guard.page.PageMessage.Entry;
import dev.faultline.guard.page.PageMessage.Page;
import dev.faultline.guard.page.RemoteIterator;
import dev.faultline.sim.NodeGroup;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A client walks over keys of partitions, while a member joins and takes partitions over, and keys
 * are added. A walk that remembers a place in a table leaves keys out, and hands some over twice
 * (hazelcast 11106).
 */
final class IteratorWorld {
  static final int PARTITIONS = 4;
  static final int FIRST_KEYS = 10;
  static final int PAGE = 3;
  private static final int ADDED = 60;
  private static final Duration RETRY = Duration.ofMillis(200);

  /** Adds a key to a partition; it is acknowledged with the same. */
  record Put(int partition, String key) {}

  private IteratorWorld() {}

  static void build(World world, boolean naive) {
    world.model(SystemModel.partiallySynchronous().crashRecovery(1, 0).fairLossLinks());
    NodeGroup<Partitions> members =
        world.nodes(List.of("a", "b", "c"), name -> new Partitions(naive));
    world.client("writer", () -> new Writer(members));
    NodeHandle<Walker> walker = world.client("walker", () -> new Walker(members, naive));
    world.always("no key is handed over twice", walker, w -> w.twice.isEmpty());
    world.always("no key that was there throughout is left out", walker, w -> w.leftOut.isEmpty());
    world.healAfter(Duration.ofSeconds(25));
    world.eventually("the walk ends", Duration.ofSeconds(60), () -> walker.is(w -> w.isDone));
  }

  /** The keys that are there from the beginning. */
  static Set<String> firstKeys(int partition) {
    TreeSet<String> keys = new TreeSet<>();
    for (int i = 0; i < FIRST_KEYS; i++) {
      keys.add("k%d-%02d0".formatted(partition, i));
    }
    return keys;
  }

  /** Adds keys between those that are there. */
  private static final class Writer implements Node {
    private final List<Address> members;
    private int added;
    private @Nullable Put put;

    Writer(List<Address> members) {
      this.members = members;
    }

    @Override
    public void start(Env env) {
      env.timer(RETRY, "put");
    }

    @Override
    public void timer(Env env, Object tag) {
      if (put == null && added < ADDED) {
        int partition = env.random().nextInt(PARTITIONS);
        put = new Put(partition, "k%d-%03d".formatted(partition, env.random().nextInt(100)));
      }
      if (put != null) {
        env.send(members.get(env.random().nextInt(members.size())), put);
        env.timer(RETRY, "put");
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message.equals(put)) {
        put = null;
        added++;
      }
    }
  }

  /** Walks once, slowly. */
  private static final class Walker implements Node {
    private static final Duration LOOKS = Duration.ofMillis(50);

    private final List<Address> members;
    private final boolean naive;
    private final TreeSet<String> seen = new TreeSet<>();
    private final List<String> twice = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private @Nullable RemoteIterator<Integer> walk;
    private Cursor naiveCursor = new Cursor(0, "#0");
    private long naivePage;
    private boolean isDone;

    Walker(List<Address> members, boolean naive) {
      this.members = members;
      this.naive = naive;
    }

    @Override
    public void start(Env env) {
      if (!naive) {
        walk =
            new RemoteIterator<>(
                Cursor.START,
                env.incarnation(),
                PARTITIONS,
                new RemoteIterator.Settings(PAGE, Duration.ofMinutes(5), RETRY, Consistency.OWNER),
                partition -> any(env).name(),
                (to, ask) -> env.send(env.address(to), ask),
                env.nanoTime());
      }
      env.timer(LOOKS, "look");
    }

    /** It does not know who the owner is: whoever is not refuses. */
    private Address any(Env env) {
      return members.get(env.random().nextInt(members.size()));
    }

    @Override
    public void timer(Env env, Object tag) {
      RemoteIterator<Integer> ours = walk;
      if (ours != null) {
        ours.tick(env.nanoTime());
        Entry<Integer> next = ours.poll(env.nanoTime());
        if (next != null) {
          see(next.key());
        }
        finish(ours.state() instanceof RemoteIterator.State.Done);
      } else if (!isDone) {
        env.send(
            any(env),
            new PageMessage.Ask<>(
                naivePage, naiveCursor.partition(), naiveCursor.after(), PAGE, Consistency.OWNER));
      }
      if (!isDone) {
        env.timer(naive ? RETRY : LOOKS, "look");
      }
    }

    @Override
    @SuppressWarnings("unchecked") // all values are numbers
    public void receive(Env env, Address from, Object message) {
      RemoteIterator<Integer> ours = walk;
      if (ours != null) {
        ours.receive((PageMessage<Integer>) message, env.nanoTime());
      } else if (message instanceof Page<?> page && page.number() == naivePage) {
        naivePage++;
        page.entries().forEach(entry -> see(entry.key()));
        int at = Integer.parseInt(naiveCursor.after().substring(1)) + page.entries().size();
        naiveCursor =
            page.isLast()
                ? new Cursor(naiveCursor.partition() + 1, "#0")
                : new Cursor(naiveCursor.partition(), "#" + at);
        finish(naiveCursor.partition() == PARTITIONS);
      }
    }

    private void see(String key) {
      if (!seen.add(key)) {
        twice.add(key);
      }
    }

    private void finish(boolean done) {
      if (done && !isDone) {
        isDone = true;
        for (int i = 0; i < PARTITIONS; i++) {
          firstKeys(i).stream().filter(key -> !seen.contains(key)).forEach(leftOut::add);
        }
      }
    }
  }
}
