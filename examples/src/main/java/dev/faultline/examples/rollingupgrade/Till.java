package dev.faultline.examples.rollingupgrade;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.time.Duration;
import java.util.List;

/** A client that gives its orders to one member after the other, until one says that it is kept. */
final class Till implements Node {
  static final int ORDERS = 40;
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final List<? extends Address> members;
  private int order;
  private int attempts;

  Till(List<? extends Address> members) {
    this.members = members;
  }

  /** How many orders are known to be kept. */
  int kept() {
    return order - 1;
  }

  @Override
  public void start(Env env) {
    next(env);
  }

  private void next(Env env) {
    if (++order <= ORDERS) {
      ask(env);
    }
  }

  private void ask(Env env) {
    env.send(members.get(attempts++ % members.size()), new Member.Order(order, 10 * order));
    env.timer(PATIENCE, attempts);
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof Member.Kept(int number) && number == order) {
      next(env);
    }
  }

  @Override
  public void timer(Env env, Object tag) {
    if (order <= ORDERS && tag.equals(attempts)) {
      ask(env);
    }
  }
}
