package dev.faultline.examples.guards.bugs;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.queue.CreditGrantor;
import dev.faultline.guard.queue.CreditedSender;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.TreeSet;

/**
 * A producer and a consumer with a window of 100. A credit that says how much room there is counts
 * what is on its way twice (Texera 2220); one that is an absolute number may be lost, repeated and
 * overtaken.
 */
final class CreditsWorld {
  private static final int WINDOW = 100;
  private static final int UNITS = 2_000;
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration AGAIN = Duration.ofMillis(500);

  private record Unit(int number) {}

  private record Credit(long credit, int received) {}

  private CreditsWorld() {}

  static void build(World world, boolean naive) {
    world.model(SystemModel.partiallySynchronous().fairLossLinks());
    NodeHandle<Consumer> consumer = world.node("consumer", () -> new Consumer(naive));
    NodeHandle<Producer> producer = world.node("producer", () -> new Producer(consumer, naive));
    world.always(
        "no more than the window is on the way",
        producer,
        p -> consumer.isDownOr(c -> p.sent - c.consumed <= WINDOW));
    world.healAfter(Duration.ofSeconds(25));
    world.eventually("all is consumed", Duration.ofSeconds(60), consumer, c -> c.consumed == UNITS);
  }

  private static final class Producer implements Node {
    private final Address consumer;
    private final boolean naive;
    private final CreditedSender sender = new CreditedSender();

    /** What a naive producer believes that it may send. */
    private long room = WINDOW;

    private int sent;
    private int received;

    Producer(Address consumer, boolean naive) {
      this.consumer = consumer;
      this.naive = naive;
      sender.credit(WINDOW);
    }

    @Override
    public void start(Env env) {
      env.timer(PAUSE, "send");
      env.timer(AGAIN, "again");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Credit(long credit, int upTo)) {
        sender.credit(credit);
        room = credit;
        received = Math.max(received, upTo);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag.equals("again")) {
        env.timer(AGAIN, "again");
        for (int number = received; number < sent; number++) {
          env.send(consumer, new Unit(number));
        }
        return;
      }
      env.timer(PAUSE, "send");
      for (int i = 0; i < 20 && sent < UNITS && maySend(); i++) {
        env.send(consumer, new Unit(sent++));
      }
    }

    private boolean maySend() {
      return naive ? room-- > 0 : sender.trySend();
    }
  }

  private static final class Consumer implements Node {
    private final boolean naive;
    private final CreditGrantor grantor = new CreditGrantor(WINDOW);
    private final TreeSet<Integer> early = new TreeSet<>();
    private int received;
    private int consumed;

    Consumer(boolean naive) {
      this.naive = naive;
    }

    @Override
    public void start(Env env) {
      env.timer(PAUSE, "consume");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Unit(int number) && number >= received) {
        early.add(number);
        while (early.remove(received)) {
          received++;
        }
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      env.timer(PAUSE, "consume");
      int units = Math.min(5, received - consumed);
      consumed += units;
      grantor.consumed(units);
      long room = WINDOW - (received - consumed);
      env.send(env.address("producer"), new Credit(naive ? room : grantor.credit(), received));
    }
  }
}
