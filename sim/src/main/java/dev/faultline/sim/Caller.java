package dev.faultline.sim;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.history.Outcome;
import dev.faultline.sim.workload.Answer;
import dev.faultline.sim.workload.Known;
import dev.faultline.sim.workload.Protocol;
import dev.faultline.sim.workload.Request;
import dev.faultline.sim.workload.Share;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One of {@link Clients}: an operation after the other, of each as many attempts as it takes. */
final class Caller<I, O> implements Node {
  /** After so many refusals in a row that name another server a client waits a little. */
  private static final int MOST_REDIRECTIONS = 3;

  /** It is time for the next operation. */
  private record Next() {}

  /** It is time to ask again after a refusal, unless somebody has answered meanwhile. */
  private record Again(long operation, long attempt) {}

  /** Nobody has answered in time. */
  private record Late(long operation, int round) {}

  private final Clients<I, O> clients;
  private final int index;
  private final Protocol<I, O> protocol;

  /** Attempts at the present operation that may have taken effect or still may. */
  private final TreeSet<Long> open = new TreeSet<>();

  private @Nullable Known known;

  /** The present operation; null between two. */
  private @Nullable I current;

  private int recorded;
  private long operation;
  private long firstAttempt;
  private long attempt;
  private int round;
  private int redirections;

  /** The attempt whose refusal was acted on last: its copies say nothing new. */
  private long refused;

  private long called;
  private long lastAnswered = -1;

  /** Whom it stays with. */
  private Address home;

  /** Whom it asked first in this round, and whom last. */
  private Address entry;

  private Address asked;

  Caller(Clients<I, O> clients, int index) {
    this.clients = clients;
    this.index = index;
    this.protocol = clients.protocol.get();
    this.home = clients.servers.get(index % clients.servers.size());
    this.entry = home;
    this.asked = home;
  }

  boolean done() {
    return operation >= clients.most && current == null;
  }

  /** When the last operation was called that was answered, in the world's time; −1 for never. */
  long lastAnswered() {
    return lastAnswered;
  }

  @Override
  public void start(Env env) {
    known = new Known(env.random(), index, clients.count);
    clients.kind.begins(known);
    pause(env);
  }

  private void pause(Env env) {
    if (operation < clients.most) {
      env.timer(
          env.random().nextLong(clients.shortestPause, Math.addExact(clients.longestPause, 1)),
          new Next());
    }
  }

  @Override
  public void timer(Env env, Object tag) {
    switch (tag) {
      case Next() -> call(env);
      case Again(var about, var last) -> {
        if (current != null && about == operation && last == attempt) {
          ask(env, anyServer(env));
        }
      }
      case Late(var about, var late) -> {
        if (current != null && about == operation && late == round) {
          unanswered(env, "no answer from " + asked);
        }
      }
      default -> throw new IllegalStateException("a client set no timer " + tag);
    }
  }

  /** Draws all that it needs first: what a shrinker leaves out does not change what comes later. */
  private void call(Env env) {
    Known knows = known;
    if (knows == null) {
      throw new IllegalStateException("a client that has not started calls nothing");
    }
    operation++;
    I input = Share.next(clients.mix(index), knows);
    Address first = firstServer(env);
    if (!clients.recorded().wanted(env.self())) {
      pause(env);
      return;
    }
    recorded = clients.recorded().invoke(env.self(), input);
    current = input;
    called = clients.now();
    firstAttempt = attempt + 1;
    round = 0;
    begin(env, first);
  }

  private void begin(Env env, Address server) {
    entry = server;
    redirections = 0;
    env.timer(clients.timeout, new Late(operation, round));
    ask(env, server);
  }

  private void ask(Env env, Address server) {
    I input = current;
    if (input != null) {
      asked = server;
      open.add(++attempt);
      env.send(server, protocol.message(new Request<>(operation, attempt, input), server));
    }
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    Answer<O> answer = protocol.answer(from, message);
    if (answer == null
        || current == null
        || answer.attempt() < firstAttempt
        || answer.attempt() > attempt) {
      return;
    }
    boolean last = answer.attempt() == attempt;
    switch (answer) {
      case Answer.Done<O>(var _, var output) -> {
        clients.recorded().ok(recorded, output);
        lastAnswered = called;
        home = clients.servers.contains(from) ? from : asked;
        over(env, new Outcome.Ok<>(output));
      }
      case Answer.Failed<O>(var which, var reason) -> {
        open.remove(which);
        end(env, reason);
      }
      case Answer.Refused<O>(var which, var _, var instead) -> {
        if (clients.refusalsAreFinal()) {
          open.remove(which);
        }
        if (last && refused != which) {
          refused = which;
          refused(env, instead);
        }
      }
      case Answer.Unknown<O>(var _, var reason) -> {
        if (last) {
          unanswered(env, reason);
        }
      }
    }
  }

  private void refused(Env env, @Nullable String instead) {
    if (instead == null || ++redirections > MOST_REDIRECTIONS) {
      redirections = 0;
      env.timer(clients.backoff, new Again(operation, attempt));
    } else {
      home = env.address(instead);
      ask(env, home);
    }
  }

  /**
   * Turns to the server after the one where this round began, and not to one that it was sent to: a
   * server may go on naming a leader that is down for ever.
   */
  private void unanswered(Env env, String reason) {
    int at = clients.servers.indexOf(entry);
    home = clients.servers.get((at + 1) % clients.servers.size());
    if (round < clients.retries) {
      round++;
      begin(env, clients.staysWithOne ? home : anyServer(env));
    } else {
      end(env, reason);
    }
  }

  /** Ends the operation without an answer: it failed only where it cannot have had an effect. */
  private void end(Env env, String reason) {
    I input = current;
    if (input == null) {
      return;
    }
    Outcome<O> unknown = new Outcome.Indeterminate<>(reason);
    if (open.isEmpty() || clients.kind.model().readOnly(input, unknown)) {
      clients.recorded().fail(recorded, reason);
      over(env, new Outcome.Fail<>(reason));
    } else {
      clients.recorded().indeterminate(recorded, reason);
      over(env, unknown);
    }
  }

  private void over(Env env, Outcome<O> outcome) {
    I input = current;
    Known knows = known;
    current = null;
    open.clear();
    if (input != null && knows != null) {
      clients.kind.ended(knows, input, outcome);
    }
    pause(env);
  }

  private Address firstServer(Env env) {
    boolean stays = clients.staysWithOne && !(env.random().nextDouble() < clients.anyServer);
    return stays ? home : anyServer(env);
  }

  private Address anyServer(Env env) {
    return clients.servers.get(env.random().nextInt(clients.servers.size()));
  }
}
