package dev.faultline.examples.state;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.examples.state.IteratorWorld.Put;
import dev.faultline.guard.page.PageMessage.Ask;
import dev.faultline.guard.page.PageMessage.Entry;
import dev.faultline.guard.page.PageMessage.Page;
import dev.faultline.guard.page.PageMessage.Refused;
import dev.faultline.guard.page.Pages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A member that holds partitions: a and b have two each, until c joins and takes one of each over.
 * What was handed over is not served any more, so each partition has one owner at a time.
 */
final class Partitions implements Node {
  private static final Duration JOINS = Duration.ofSeconds(4);
  private static final Duration AGAIN = Duration.ofMillis(200);

  /** Asks the member that has a partition for it. */
  private record TakeOver(int partition) {}

  /** Gives it, with its keys. */
  private record HandOver(int partition, List<String> keys) {
    HandOver {
      keys = List.copyOf(keys);
    }
  }

  private final boolean naive;

  Partitions(boolean naive) {
    this.naive = naive;
  }

  private static String first(int partition) {
    return partition % 2 == 0 ? "a" : "b";
  }

  @Override
  public void start(Env env) {
    env.store().sync();
    if (env.self().name().equals("c")) {
      env.timer(env.random().nextLong(JOINS.toNanos()), "join");
    }
  }

  @Override
  public void timer(Env env, Object tag) {
    for (int partition : List.of(0, 1)) {
      if (!serves(env, partition)) {
        env.send(env.address(first(partition)), new TakeOver(partition));
      }
    }
    if (!serves(env, 0) || !serves(env, 1)) {
      env.timer(AGAIN, "join");
    }
  }

  private boolean serves(Env env, int partition) {
    String state = env.store().get("state " + partition) instanceof String text ? text : "";
    return first(partition).equals(env.self().name())
        ? !state.equals("gone")
        : state.equals("here");
  }

  @SuppressWarnings("unchecked") // nobody else writes there
  private static Set<String> keys(Env env, int partition) {
    Object kept = env.store().get("keys " + partition);
    return kept == null ? IteratorWorld.firstKeys(partition) : new TreeSet<>((List<String>) kept);
  }

  private static void keep(Env env, int partition, Set<String> keys) {
    env.store().put("keys " + partition, List.copyOf(keys));
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    switch (message) {
      case Put put -> {
        if (serves(env, put.partition())) {
          Set<String> keys = keys(env, put.partition());
          keys.add(put.key());
          keep(env, put.partition(), keys);
          env.store().sync();
          env.send(from, put);
        }
      }
      case Ask<?> ask -> env.send(from, answer(env, ask));
      case TakeOver(int partition) -> {
        // From here on this one answers for it no more, also after a crash.
        env.store().put("state " + partition, "gone");
        env.store().sync();
        env.send(from, new HandOver(partition, List.copyOf(keys(env, partition))));
      }
      case HandOver(int partition, var keys) -> {
        if (!serves(env, partition)) {
          keep(env, partition, new TreeSet<>(keys));
          env.store().put("state " + partition, "here");
          env.store().sync();
        }
      }
      default -> throw new IllegalArgumentException("unexpected " + message);
    }
  }

  private Object answer(Env env, Ask<?> ask) {
    if (!serves(env, ask.partition())) {
      return new Refused<Integer>(ask.number(), "partition " + ask.partition() + " is not here");
    }
    TreeMap<String, Integer> entries = new TreeMap<>();
    keys(env, ask.partition()).forEach(key -> entries.put(key, 1));
    if (!naive) {
      return Pages.answer(
          entries,
          new Ask<Integer>(
              ask.number(), ask.partition(), ask.after(), ask.size(), ask.consistency()));
    }
    List<Entry<Integer>> all = new ArrayList<>();
    entries.forEach((key, value) -> all.add(new Entry<>(key, value)));
    int at = Math.min(Integer.parseInt(ask.after().substring(1)), all.size());
    int end = Math.min(at + ask.size(), all.size());
    return new Page<>(ask.number(), all.subList(at, end), end == all.size());
  }
}
