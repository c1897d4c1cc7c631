package dev.faultline.examples.guards.bugs;

import dev.faultline.core.Address;
import dev.faultline.core.Described;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.guard.time.LeaseGrantor;
import dev.faultline.guard.time.LeaseHolder;
import dev.faultline.guard.time.LeaseTerms;
import dev.faultline.sim.Holds;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two leaders want one lease. The first is stuck on its disk for five seconds, just when it has
 * decided to give it back; meanwhile the second has got it. A store that ends whatever lease there
 * is takes it from the second, which goes on (etcd 15247, 12528).
 *
 * <p>With drift, nobody is stuck; clocks drift by 5 %. Terms for half of that ({@code naive}) let
 * two hold the lease at once.
 */
final class LeaseWorld {
  private static final int DRIFT_PPM = 50_000;
  private static final Duration LENGTH = Duration.ofSeconds(4);
  private static final Duration STUCK = Duration.ofSeconds(5);
  private static final Duration AGAIN = Duration.ofMillis(100);

  private record Ask(long number) {}

  private record Answer(long number, long term) {}

  private record GiveBack(long term) {}

  private LeaseWorld() {}

  static void stuck(World world, boolean naive) {
    world.model(SystemModel.synchronous(Duration.ofMillis(50), 1, 0).perfectLinks());
    LeaseTerms terms = new LeaseTerms(LENGTH, 0);
    build(world, terms, naive, true);
  }

  static void drift(World world, boolean naive) {
    world.model(SystemModel.synchronous(Duration.ofMillis(5), 1, DRIFT_PPM).perfectLinks());
    build(world, new LeaseTerms(LENGTH, naive ? DRIFT_PPM / 2 : DRIFT_PPM), false, false);
  }

  private static void build(World world, LeaseTerms terms, boolean endsAny, boolean isStuck) {
    Address store = world.node("store", () -> new Store(terms, endsAny));
    NodeHandle<Leader> first = world.node("first", () -> new Leader(store, terms, 1, isStuck));
    NodeHandle<Leader> second = world.node("second", () -> new Leader(store, terms, 2, false));
    world.always(
        "one of the two holds the lease",
        () ->
            Holds.that(
                !first.is(Leader::isHolding) || !second.is(Leader::isHolding),
                () -> "both hold it: " + told(first) + ", " + told(second)));
    world.at(Duration.ofSeconds(60), world::stop);
  }

  private static String told(NodeHandle<Leader> leader) {
    return leader.name() + " " + Objects.requireNonNull(leader.state()).lease();
  }

  private static final class Store implements Node {
    private final LeaseTerms terms;
    private final boolean endsAny;
    private LeaseGrantor grantor;

    Store(LeaseTerms terms, boolean endsAny) {
      this.terms = terms;
      this.endsAny = endsAny;
      grantor = LeaseGrantor.first(terms, 0);
    }

    @Override
    public void start(Env env) {
      grantor = LeaseGrantor.first(terms, env.nanoTime());
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      switch (message) {
        case Ask(long number) -> {
          int who = from.equals(env.address("first")) ? 1 : 2;
          env.send(from, new Answer(number, grantor.grant(who, env.nanoTime())));
        }
        case GiveBack(long term) -> {
          long ended = endsAny ? grantor.term() : term;
          env.remark("it is given back term " + term + ", and ends term " + ended);
          grantor.end(ended, env.nanoTime());
        }
        default -> {}
      }
    }

    @Override
    public void timer(Env env, Object tag) {}
  }

  private static final class Leader implements Node, Described {
    private final Address store;
    private final LeaseHolder holder;
    private final boolean isStuckOnce;
    private final int keeps;
    private @Nullable Env env;
    private boolean isStuck;
    private boolean wasStuck;
    private long asked;
    private long askedAt;
    private int renewals;

    Leader(Address store, LeaseTerms terms, int number, boolean isStuckOnce) {
      this.store = store;
      this.isStuckOnce = isStuckOnce;
      holder = new LeaseHolder(terms);
      keeps = 10 * number;
    }

    boolean isHolding() {
      Env mine = env;
      return mine != null && holder.isHeld(mine.nanoTime());
    }

    @Override
    public String describe() {
      // Whether it still holds it would be a reading of its clock.
      String what = "was granted term " + holder.term() + " last";
      return isStuck ? "is stuck, " + what : what;
    }

    String lease() {
      Env mine = Objects.requireNonNull(env);
      return String.format(
          Locale.ROOT,
          "term %d for %.3f s more",
          holder.term(),
          holder.leftNanos(mine.nanoTime()) / 1e9);
    }

    @Override
    public void start(Env env) {
      this.env = env;
      env.timer(AGAIN, "again");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Answer(long number, long term) && number == asked && !isStuck) {
        if (term > holder.term()) {
          env.remark("it holds the lease, term " + term);
        }
        holder.granted(term, askedAt);
        renewals += term == LeaseGrantor.REFUSED ? 0 : 1;
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      if (tag instanceof GiveBack late) {
        env.remark("it goes on, and gives back term " + late.term());
        env.send(store, late);
        isStuck = false;
        return;
      }
      env.timer(AGAIN, "again");
      if (isStuck) {
        return;
      }
      if (isStuckOnce && !wasStuck && renewals > keeps && isHolding()) {
        env.remark("it decides to give the lease back, and is stuck on its disk");
        isStuck = true;
        wasStuck = true;
        holder.drop();
        env.timer(STUCK, new GiveBack(holder.term()));
        return;
      }
      // One that has kept it long lets it run out, so that it changes hands.
      if (renewals > keeps && !wasStuck && !isStuckOnce) {
        if (!isHolding() && env.random().nextInt(10) == 0) {
          renewals = 0;
        }
        return;
      }
      asked++;
      askedAt = env.nanoTime();
      env.send(store, new Ask(asked));
    }
  }
}
