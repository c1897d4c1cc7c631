package dev.faultline.examples.state;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.examples.state.RingWorld.Reply;
import dev.faultline.examples.state.RingWorld.Request;
import dev.faultline.examples.state.RingWorld.Ring;
import dev.faultline.guard.version.Lesson;
import dev.faultline.guard.version.Reception.Accepted;
import dev.faultline.guard.version.Reception.Refused;
import dev.faultline.guard.version.Refusal;
import dev.faultline.guard.version.Stamped;
import dev.faultline.guard.version.VersionGate;
import dev.faultline.guard.version.View;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member of the ring: passes on what clients ask, and answers if it is the owner. Member d joins,
 * and serves when the one before it has handed over.
 */
final class RingMember implements Node {
  private static final Duration JOINS = Duration.ofSeconds(6);
  private static final Duration AGAIN = Duration.ofMillis(200);
  private static final Duration GOSSIPS = Duration.ofSeconds(1);

  /** What coordinators ask the owner, and what it answers. */
  private record Ask(Address client, Request request) {}

  private record Told(Address client, Reply reply) {}

  /** The new owner asks the one before it, which answers with the value. */
  private record TakeOver() {}

  private record HandOver(int value) {}

  private final boolean naive;
  private @Nullable View<Ring> view;
  private @Nullable VersionGate gate;

  RingMember(boolean naive) {
    this.naive = naive;
  }

  Ring ring() {
    return view == null ? Ring.FIRST : view.content();
  }

  @Override
  public void start(Env env) {
    // What is read here may be there and still not be durable: acted on, it has to be.
    env.store().sync();
    View<Ring> made = RingWorld.view(env);
    view = made;
    gate = new VersionGate(List.of(made));
    if (env.self().name().equals("d")) {
      env.timer(env.random().nextLong(JOINS.toNanos()), "join");
    }
    env.timer(GOSSIPS, "gossip");
  }

  @Override
  public void timer(Env env, Object tag) {
    if (view == null) {
      return;
    }
    switch ((String) tag) {
      case "join" -> {
        if (ring().epoch() == Ring.FIRST.epoch()) {
          view.change("d", new Ring(Ring.FIRST.epoch() + 1, "d"));
        }
        if (env.store().get("serves") == null) {
          say(env, env.address("c"), new TakeOver());
          env.timer(AGAIN, "join");
        }
      }
      default -> {
        env.timer(GOSSIPS, "gossip");
        if (naive) {
          List.of("a", "b", "c", "d").forEach(each -> env.send(env.address(each), ring()));
        }
      }
    }
  }

  private void say(Env env, Address to, Object message) {
    VersionGate stamps = gate;
    if (stamps != null) {
      env.send(to, naive ? message : stamps.stamp(message));
    }
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    VersionGate stamps = gate;
    if (view == null || stamps == null) {
      return;
    }
    switch (message) {
      case Ring ring -> {
        if (ring.epoch() > ring().epoch()) {
          view.change(env.self().name(), ring);
        }
      }
      case Stamped<?> stamped -> {
        switch (stamps.receive(stamped)) {
          case Accepted<?>(var content) -> take(env, from, content);
          case Refused<?>(var refusal) -> env.send(from, refusal);
        }
      }
      case Refusal refusal -> stamps.refused(refusal).ifPresent(lesson -> env.send(from, lesson));
      case Lesson lesson -> stamps.learn(lesson);
      default -> take(env, from, message);
    }
  }

  private void take(Env env, Address from, Object message) {
    switch (message) {
      case Request request -> say(env, env.address(ring().owner()), new Ask(from, request));
      case Ask(var client, var request) -> {
        if (serves(env)) {
          if (request.value() > 0) {
            keep(env, request.value());
          }
          say(env, from, new Told(client, new Reply(request.number(), value(env))));
        }
      }
      case Told(var client, var reply) -> env.send(client, reply);
      // It was accepted, so this member knows that it is the owner no more.
      case TakeOver() -> say(env, from, new HandOver(value(env)));
      case HandOver(int value) -> {
        if (env.store().get("serves") == null) {
          keep(env, value);
          env.store().put("serves", true);
          env.store().sync();
        }
      }
      default -> throw new IllegalArgumentException("unexpected " + message);
    }
  }

  private boolean serves(Env env) {
    String self = env.self().name();
    return ring().owner().equals(self) && (self.equals("c") || env.store().get("serves") != null);
  }

  private static int value(Env env) {
    return env.store().get("value") instanceof Integer value ? value : 0;
  }

  private static void keep(Env env, int value) {
    env.store().put("value", Math.max(value, value(env)));
    env.store().sync();
  }
}
