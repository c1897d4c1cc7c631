package dev.faultline.guard.group;

import java.util.List;
import java.util.Objects;

/**
 * What a member of a register keeps, and must never lose: one that did comes back under another
 * name.
 *
 * @param tag of the value
 * @param value the newest that this member has heard of
 * @param configurations that it knows to be in force
 * @param promised no attempt below it is taken at deciding the configuration that follows
 * @param accepted the last attempt that was taken; {@link Ballot#ZERO} for none
 * @param proposal the members that were accepted with it; empty for none
 */
public record RegisterState<V>(
    Tag tag,
    V value,
    Configurations configurations,
    Ballot promised,
    Ballot accepted,
    List<String> proposal) {
  /** Creates it. */
  public RegisterState {
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(configurations, "configurations");
    Objects.requireNonNull(promised, "promised");
    Objects.requireNonNull(accepted, "accepted");
    proposal = List.copyOf(proposal);
  }

  /**
   * What every process begins with, those that join later too.
   *
   * @param initial what is read before the first write, the same everywhere
   * @param members of the first configuration, the same everywhere
   */
  public static <V> RegisterState<V> first(V initial, List<String> members) {
    return new RegisterState<>(
        Tag.ZERO, initial, Configurations.first(members), Ballot.ZERO, Ballot.ZERO, List.of());
  }

  RegisterState<V> holding(Tag newer, V content) {
    return new RegisterState<>(newer, content, configurations, promised, accepted, proposal);
  }

  RegisterState<V> promising(Ballot ballot) {
    return new RegisterState<>(tag, value, configurations, ballot, accepted, proposal);
  }

  RegisterState<V> accepting(Ballot ballot, List<String> members) {
    return new RegisterState<>(tag, value, configurations, ballot, ballot, members);
  }

  /** What was promised and accepted for an epoch that is decided says nothing of the next. */
  RegisterState<V> knowing(Configurations known) {
    boolean sameNext = known.newest().epoch() == configurations.newest().epoch();
    return sameNext
        ? new RegisterState<>(tag, value, known, promised, accepted, proposal)
        : new RegisterState<>(tag, value, known, Ballot.ZERO, Ballot.ZERO, List.of());
  }
}
