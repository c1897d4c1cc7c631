package dev.faultline.examples.rollingupgrade;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A member of a group that keeps orders. It has an order on its disk before it says so, and tells
 * the other members all that it knows, one after the other. What versions do differently is how
 * they read and write an order.
 */
abstract class Member implements Node {
  /** An order of a client, in euros. */
  record Order(int number, int euros) {}

  /** The order with this number is kept. */
  record Kept(int number) {}

  /** All orders that a member knows, as text. */
  record News(List<String> orders) {}

  private static final Duration TELL_EVERY = Duration.ofMillis(200);

  private final List<String> group;
  private final SortedMap<Integer, Long> cents = new TreeMap<>();
  private int next;

  /**
   * @param group the names of all members that there may be
   */
  Member(List<String> group) {
    this.group = group;
  }

  /** An order as text. */
  abstract String write(Env env, int number, long cents);

  /** The amount that a text says, in cents. */
  abstract long read(String text);

  /** The version of the program. */
  abstract int version();

  /** The amounts of all orders that this member knows, in cents. */
  SortedMap<Integer, Long> cents() {
    return Collections.unmodifiableSortedMap(cents);
  }

  @Override
  public void start(Env env) {
    for (int number = 1; number <= Till.ORDERS; number++) {
      Object kept = env.store().get("order " + number);
      if (kept != null) {
        cents.put(number, (Long) kept);
      }
    }
    env.timer(TELL_EVERY, "tell");
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof Order(int number, int euros)) {
      keep(env, number, euros * 100L);
      env.send(from, new Kept(number));
    } else if (message instanceof News(List<String> orders)) {
      for (String order : orders) {
        keep(env, Integer.parseInt(order.split(" ")[1]), read(order));
      }
    }
  }

  private void keep(Env env, int number, long amount) {
    if (cents.putIfAbsent(number, amount) == null) {
      env.store().put("order " + number, amount);
      env.store().sync();
    }
  }

  @Override
  public void timer(Env env, @Nullable Object tag) {
    String other = group.get(next++ % group.size());
    if (!other.equals(env.self().name())) {
      List<String> orders =
          cents.entrySet().stream().map(e -> write(env, e.getKey(), e.getValue())).toList();
      env.send(env.address(other), new News(orders));
    }
    env.timer(TELL_EVERY, "tell");
  }
}
