package dev.faultline.explore;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import java.time.Duration;

/** A combination lock that opens after so many right messages in a row: a bug as deep as that. */
final class Locks {
  static final Duration TIME = Duration.ofMillis(300);

  private static final int SYMBOLS = 6;

  private Locks() {}

  static Program lock(int depth, boolean signals) {
    return world -> {
      world.model(SystemModel.asynchronous().fairLossLinks());
      Address lock = world.node("lock", () -> new Lock(signals));
      for (int i = 0; i < SYMBOLS; i++) {
        int symbol = i;
        world.node("key-" + i, () -> new Key(lock, symbol));
      }
      world.always(
          "stays shut", () -> !(world.instance(lock) instanceof Lock l) || l.right < depth);
    };
  }

  private static final class Lock implements Node {
    private final boolean signals;
    private int right;

    Lock(boolean signals) {
      this.signals = signals;
    }

    @Override
    public void start(Env env) {}

    @Override
    public void receive(Env env, Address from, Object message) {
      boolean fits = message.equals(right * 5 / 3 % SYMBOLS);
      right = fits ? right + 1 : 0;
      if (signals && fits) {
        env.signal("right", right);
      }
    }
  }

  private static final class Key implements Node {
    private final Address lock;
    private final int symbol;

    Key(Address lock, int symbol) {
      this.lock = lock;
      this.symbol = symbol;
    }

    @Override
    public void start(Env env) {
      timer(env, "");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(lock, symbol);
      env.timer(Duration.ofMillis(5), "");
    }
  }
}
