package dev.faultline.group.raft;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls a group, one call at a time: finds the leader, repeats the request until there is an answer
 * or the deadline has passed, and makes each command take effect at most once, however often it is
 * repeated.
 *
 * <p>Not thread-safe: its owner calls it, with readings of one clock that does not go back.
 */
public final class GroupClient {
  /** The current call and its deadline. */
  private record Call(long number, boolean command, byte[] bytes, long deadlineNanos) {}

  private final List<String> members;
  private final long retryNanos;
  private final RandomGenerator random;
  private final ClientPort port;

  /** Index of the member to ask: the leader, as far as known. */
  private int target;

  /** 0 for none. */
  private long session;

  private long sequence;
  private long calls;
  private long requests;
  private @Nullable Call call;
  private Ask ask = new Ask.Open(0);

  /** How it names the session that it asks for, however often; 0 if it asks for none. */
  private long opening;

  private long retryAtNanos;
  private boolean redirected;
  private long ignored;

  /**
   * Creates a client without a session.
   *
   * @param members the members to ask, beginning with the first
   * @param retry how long to wait for an answer before another member is asked
   * @param random draws the first request number and the names of sessions, so that answers to an
   *     earlier, crashed client of the same name are ignored. Its seed must be this client's alone:
   *     two that draw the same at the same time share a session, and the command of one is taken
   *     for a repetition of the other's
   * @throws IllegalArgumentException if there is no member, or the time is not positive
   */
  public GroupClient(
      List<String> members, Duration retry, RandomGenerator random, ClientPort port) {
    if (members.isEmpty() || !retry.isPositive()) {
      throw new IllegalArgumentException(
          "members are %s and retry is %s, expected one member at least, and a positive time"
              .formatted(members, retry));
    }
    this.members = List.copyOf(members);
    this.retryNanos = retry.toNanos();
    this.random = random;
    this.port = port;
    this.requests = random.nextLong();
  }

  /**
   * Sends a command to the group.
   *
   * @return the number of the call
   * @throws IllegalStateException if another call is under way
   */
  public long command(byte[] bytes, Duration patience, long nowNanos) {
    return begin(true, bytes, patience, nowNanos);
  }

  /**
   * Queries the group's state, which includes all commands answered before.
   *
   * @return the number of the call
   * @throws IllegalStateException if another call is under way
   */
  public long query(byte[] bytes, Duration patience, long nowNanos) {
    return begin(false, bytes, patience, nowNanos);
  }

  private long begin(boolean command, byte[] bytes, Duration patience, long nowNanos) {
    if (call != null) {
      throw new IllegalStateException("call " + call.number + " is under way");
    }
    Call next = new Call(++calls, command, bytes.clone(), nowNanos + patience.toNanos());
    call = next;
    if (command) {
      sequence++;
    }
    ask(next, nowNanos);
    return next.number;
  }

  private void ask(Call next, long nowNanos) {
    requests++;
    if (!next.command) {
      ask = new Ask.Query(next.bytes);
    } else if (session == 0) {
      if (opening == 0) {
        opening = random.nextLong() | 1;
      }
      ask = new Ask.Open(opening);
    } else {
      ask = new Ask.Command(session, sequence, next.bytes);
    }
    send(nowNanos);
  }

  private void send(long nowNanos) {
    retryAtNanos = nowNanos + retryNanos;
    port.send(members.get(target), new GroupMessage.Request(requests, ask));
  }

  /**
   * Processes a message; one that does not answer the current request, or is not of a member, is
   * ignored and counted.
   *
   * @param from the sender, as authenticated by the link
   */
  public void receive(String from, GroupMessage message, long nowNanos) {
    Call under = call;
    if (under == null
        || !(message instanceof GroupMessage.Reply(var number, var outcome))
        || number != requests
        || !members.contains(from)) {
      ignored++;
      return;
    }
    switch (outcome) {
      case Outcome.Opened(var opened) -> {
        if (ask instanceof Ask.Open) {
          session = opened;
          opening = 0;
          ask(under, nowNanos);
        }
      }
      case Outcome.Done(var answer) -> end(under, new CallEnding.Done(answer));
      case Outcome.Refused(var problem) -> end(under, new CallEnding.Refused(problem));
      // Overtaken by none of ours: somebody else uses this session, so it is ours no longer.
      case Outcome.Expired(), Outcome.Overtaken() -> {
        session = 0;
        end(under, new CallEnding.Forgotten());
      }
      case Outcome.Elsewhere(var leader) -> elsewhere(from, leader, nowNanos);
    }
  }

  /**
   * Follows a member's hint about the leader, once between two retries, so that two members that
   * name each other are not asked in an endless loop.
   */
  private void elsewhere(String from, @Nullable String leader, long nowNanos) {
    if (redirected
        || leader == null
        || !members.contains(leader)
        || leader.equals(from)
        || !members.get(target).equals(from)) {
      return;
    }
    redirected = true;
    target = members.indexOf(leader);
    send(nowNanos);
  }

  private void end(Call over, CallEnding ending) {
    call = null;
    redirected = false;
    port.ended(over.number, ending);
  }

  /** Time has gone by, at {@link #wakeAt} or at any other time. */
  public void tick(long nowNanos) {
    Call under = call;
    if (under == null) {
      return;
    }
    if (nowNanos - under.deadlineNanos >= 0) {
      end(under, new CallEnding.Late());
    } else if (nowNanos - retryAtNanos >= 0) {
      redirected = false;
      target = (target + 1) % members.size();
      send(nowNanos);
    }
  }

  /** When {@link #tick} has to be called next, if a call is under way. */
  public OptionalLong wakeAt() {
    Call under = call;
    if (under == null) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        retryAtNanos - under.deadlineNanos < 0 ? retryAtNanos : under.deadlineNanos);
  }

  /** How many messages did not answer the current request, or were not of a member. */
  public long ignored() {
    return ignored;
  }
}
