package dev.faultline.guard.group;

import java.util.List;
import java.util.Objects;

/**
 * The durable state of a member. A member that has lost it has to come back under another name.
 *
 * @param tag of the value
 * @param value the newest value that this member knows
 * @param configurations that it considers active
 * @param promised the lowest ballot that it may still accept for the next configuration
 * @param accepted the ballot accepted last; {@link Ballot#ZERO} for none
 * @param proposal the members accepted with it; empty for none
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
   * The initial state of every process, including those that join later.
   *
   * @param initial the value before the first write, the same at all processes
   * @param members of the first configuration, the same at all processes
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

  /** Promises and accepted proposals of a decided epoch do not apply to the next one. */
  RegisterState<V> knowing(Configurations known) {
    boolean sameNext = known.newest().epoch() == configurations.newest().epoch();
    return sameNext
        ? new RegisterState<>(tag, value, known, promised, accepted, proposal)
        : new RegisterState<>(tag, value, known, Ballot.ZERO, Ballot.ZERO, List.of());
  }
}
