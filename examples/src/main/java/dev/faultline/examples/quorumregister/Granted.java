package dev.faultline.examples.quorumregister;

import dev.faultline.core.Env;
import dev.faultline.guard.group.Ballot;
import dev.faultline.guard.group.QuorumRegister;
import dev.faultline.guard.group.RegisterMessage;
import dev.faultline.guard.group.RegisterMessage.Accept;
import dev.faultline.guard.group.RegisterMessage.Accepted;
import dev.faultline.guard.group.RegisterMessage.Held;
import dev.faultline.guard.group.RegisterMessage.Hold;
import dev.faultline.guard.group.RegisterMessage.Holding;
import dev.faultline.guard.group.RegisterMessage.Prepare;
import dev.faultline.guard.group.RegisterMessage.Promised;
import dev.faultline.guard.group.RegisterMessage.Query;
import dev.faultline.guard.group.RegisterMessage.Reply;
import dev.faultline.guard.group.Tag;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Answers that a naive program takes for granted in the place of waiting for them: each way to get
 * the register wrong is a question that it does not ask.
 */
final class Granted {
  private record Answer(String from, Reply<Object> reply) {}

  private final Mistake mistake;
  private final TreeSet<String> writing = new TreeSet<>();
  private final TreeSet<Long> writes = new TreeSet<>();
  private boolean isWrite;
  private final ArrayDeque<Answer> answers = new ArrayDeque<>();

  Granted(Mistake mistake) {
    this.mistake = mistake;
  }

  /** A value that is written, not written back, by the next operation. */
  void writing(Object value) {
    isWrite = true;
    writing.add(value.toString());
  }

  /** Whether a message need not be sent, since its answer is taken for granted. */
  boolean isTakenForGranted(String to, RegisterMessage<Object> message, Env env) {
    if (isWrite) {
      writes.add(message.phase());
    }
    Reply<Object> reply = reply(to, message, env);
    if (reply == null) {
      return false;
    }
    answers.add(new Answer(to, reply));
    return true;
  }

  private @Nullable Reply<Object> reply(String to, RegisterMessage<Object> message, Env env) {
    return switch (mistake) {
      case NONE -> null;
      case NO_WRITE_BACK ->
          message instanceof Hold<Object> hold && !writing.contains(hold.value().toString())
              ? nothingNew(message)
              : null;
      case SMALL_QUORUM -> {
        String self = env.self().name();
        String last = "";
        for (String each : message.configurations().newest().members()) {
          last = each.equals(self) ? last : each;
        }
        yield to.equals(last) ? nothingNew(message) : null;
      }
      case WALL_CLOCK ->
          message instanceof Query<Object>(var phase, var known) && writes.contains(phase)
              ? new Held<>(
                  phase,
                  known,
                  new Tag(env.clock().wallNanos(), "", 0),
                  QuorumRegisterScenario.INITIAL)
              : null;
      case NOT_CARRIED_OVER ->
          message instanceof Query<Object> || message instanceof Hold<Object>
              ? nothingNew(message)
              : null;
    };
  }

  private static @Nullable Reply<Object> nothingNew(RegisterMessage<Object> message) {
    return switch (message) {
      case Query<Object>(var phase, var known) ->
          new Held<>(phase, known, Tag.ZERO, QuorumRegisterScenario.INITIAL);
      case Hold<Object> hold -> new Holding<>(hold.phase(), hold.configurations());
      case Prepare<Object>(var phase, var known, var ballot) ->
          new Promised<>(phase, known, ballot, Ballot.ZERO, List.of());
      case Accept<Object>(var phase, var known, var ballot, var _) ->
          new Accepted<>(phase, known, ballot);
      case Reply<Object> _ -> null;
    };
  }

  /** Gives the register the answers that it did not wait for. */
  void tell(QuorumRegister<Object> register, Env env) {
    isWrite = false;
    for (Answer each = answers.poll(); each != null; each = answers.poll()) {
      register.receive(each.from, each.reply, env.nanoTime());
    }
  }
}
