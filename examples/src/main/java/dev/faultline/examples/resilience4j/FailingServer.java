package dev.faultline.examples.resilience4j;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.examples.guards.bugs.BreakerWorld.Breaker;
import dev.faultline.guard.breaker.CircuitBreaker;
import dev.faultline.guard.breaker.CircuitBreaker.State;
import dev.faultline.guard.breaker.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Answers, and from some time on with errors only. */
final class FailingServer implements Node {
  private record Ask(int number) {}

  private record Answer(int number, boolean isGood) {}

  private final Duration failsAfter;
  private long start;

  FailingServer(Duration failsAfter) {
    this.failsAfter = failsAfter;
  }

  @Override
  public void start(Env env) {
    start = env.nanoTime();
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof Ask(int number)) {
      boolean isGood = env.nanoTime() - start < failsAfter.toNanos();
      env.send(from, new Answer(number, isGood));
    }
  }

  /** Calls it five times a second, under a breaker. */
  static final class Caller implements Node {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final Address server;
    private final Function<Env, Breaker> make;
    private final Map<Integer, Breaker> out = new TreeMap<>();
    private int calls;
    private boolean opened;

    Caller(Address server, Function<Env, Breaker> make) {
      this.server = server;
      this.make = make;
    }

    /** Whether the breaker was open at any time since the errors began. */
    boolean hasOpened() {
      return opened;
    }

    @Override
    public void start(Env env) {
      call(env, make.apply(env));
    }

    @Override
    public void timer(Env env, Object tag) {
      switch (tag) {
        case Breaker breaker -> call(env, breaker);
        case Integer number -> end(env, number, Outcome.TIMEOUT);
        default -> throw new IllegalArgumentException("unexpected: " + tag);
      }
    }

    private void call(Env env, Breaker breaker) {
      env.timer(PAUSE, breaker);
      if (breaker.tryAcquire(env.nanoTime()) != CircuitBreaker.REFUSED) {
        int number = calls++;
        out.put(number, breaker);
        env.send(server, new Ask(number));
        env.timer(TIMEOUT, number);
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (message instanceof Answer(int number, boolean isGood)) {
        end(env, number, isGood ? Outcome.SUCCESS : Outcome.ERROR);
      }
    }

    private void end(Env env, int number, Outcome outcome) {
      Breaker breaker = out.remove(number);
      if (breaker == null) {
        return;
      }
      breaker.report(0, outcome, env.nanoTime());
      if (!opened && outcome == Outcome.ERROR && breaker.state(env.nanoTime()) == State.OPEN) {
        opened = true;
        env.remark("the breaker opened");
      }
    }
  }
}
