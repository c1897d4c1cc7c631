package dev.faultline.guard.group;

import dev.faultline.guard.group.RegisterMessage.Accept;
import dev.faultline.guard.group.RegisterMessage.Accepted;
import dev.faultline.guard.group.RegisterMessage.Decided;
import dev.faultline.guard.group.RegisterMessage.Held;
import dev.faultline.guard.group.RegisterMessage.Hold;
import dev.faultline.guard.group.RegisterMessage.Holding;
import dev.faultline.guard.group.RegisterMessage.Prepare;
import dev.faultline.guard.group.RegisterMessage.Promised;
import dev.faultline.guard.group.RegisterMessage.Query;
import java.util.List;

/** The half of a member that answers: it keeps the newest value, and votes on configurations. */
final class RegisterReplica<V> {
  private final RegisterPort<V> port;
  private RegisterState<V> state;

  RegisterReplica(RegisterState<V> saved, RegisterPort<V> port) {
    this.state = saved;
    this.port = port;
  }

  RegisterState<V> state() {
    return state;
  }

  Configurations configurations() {
    return state.configurations();
  }

  /** Whether there was anything new in it. It is durable before anybody is told. */
  boolean learn(Configurations known) {
    Configurations merged = configurations().merge(known);
    if (merged.equals(configurations())) {
      return false;
    }
    keep(state.knowing(merged));
    return true;
  }

  /** Whether configurations are of this group, and not all known here. */
  boolean isNews(Configurations known) {
    try {
      return !configurations().merge(known).equals(configurations());
    } catch (ForeignGroupException e) {
      return false;
    }
  }

  /** The answer to a question, whose configurations were learned before. */
  RegisterMessage.Reply<V> answer(RegisterMessage.Question<V> question) {
    return switch (question) {
      case Query<V>(var phase, var _) ->
          new Held<>(phase, configurations(), state.tag(), state.value());
      case Hold<V>(var phase, var _, var tag, var value) -> {
        if (tag.compareTo(state.tag()) > 0) {
          keep(state.holding(tag, value));
        }
        yield new Holding<>(phase, configurations());
      }
      case Prepare<V>(var phase, var known, var ballot) -> {
        if (isDecided(known)) {
          yield new Decided<>(phase, configurations());
        }
        if (ballot.compareTo(state.promised()) > 0) {
          keep(state.promising(ballot));
        }
        yield new Promised<>(
            phase, configurations(), state.promised(), state.accepted(), state.proposal());
      }
      case Accept<V>(var phase, var known, var ballot, var proposal) -> {
        if (isDecided(known)) {
          yield new Decided<>(phase, configurations());
        }
        if (ballot.compareTo(state.promised()) >= 0 && !isAccepted(ballot, proposal)) {
          keep(state.accepting(ballot, proposal));
        }
        yield new Accepted<>(phase, configurations(), state.promised());
      }
    };
  }

  /** Whether it is known here which configuration follows the newest that a sender knows. */
  private boolean isDecided(Configurations known) {
    return configurations().newest().epoch() > known.newest().epoch();
  }

  private boolean isAccepted(Ballot ballot, List<String> proposal) {
    return ballot.equals(state.accepted()) && proposal.equals(state.proposal());
  }

  private void keep(RegisterState<V> next) {
    port.keep(next);
    state = next;
  }
}
