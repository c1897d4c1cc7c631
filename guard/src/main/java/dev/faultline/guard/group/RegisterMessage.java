package dev.faultline.guard.group;

import java.util.List;

/** What processes of a register tell each other. */
public sealed interface RegisterMessage<V> {
  /** Of the operation that it belongs to, a number of the process that asks. */
  long phase();

  /** Those that the sender knows to be in force. */
  Configurations configurations();

  /** A question, which is asked until it is answered. */
  sealed interface Question<V> extends RegisterMessage<V> {
    /** The same question in another phase, or under other configurations. */
    Question<V> at(long phase, Configurations configurations);
  }

  /** The answer to one. */
  sealed interface Reply<V> extends RegisterMessage<V> {}

  /** What do you hold? */
  record Query<V>(long phase, Configurations configurations) implements Question<V> {
    @Override
    public Query<V> at(long other, Configurations known) {
      return new Query<>(other, known);
    }
  }

  /** This. */
  record Held<V>(long phase, Configurations configurations, Tag tag, V value) implements Reply<V> {}

  /** Hold this, unless what you have is newer. */
  record Hold<V>(long phase, Configurations configurations, Tag tag, V value)
      implements Question<V> {
    @Override
    public Hold<V> at(long other, Configurations known) {
      return new Hold<>(other, known, tag, value);
    }
  }

  /** It is held, or something newer. */
  record Holding<V>(long phase, Configurations configurations) implements Reply<V> {}

  /** Take no attempt below this one at the configuration after the sender's newest. */
  record Prepare<V>(long phase, Configurations configurations, Ballot ballot)
      implements Question<V> {
    @Override
    public Prepare<V> at(long other, Configurations known) {
      return new Prepare<>(other, known, ballot);
    }
  }

  /**
   * None below this one, which is higher than the one asked for where another came first.
   *
   * @param accepted the last attempt that was taken
   * @param proposal its members; empty for none
   */
  record Promised<V>(
      long phase,
      Configurations configurations,
      Ballot promised,
      Ballot accepted,
      List<String> proposal)
      implements Reply<V> {
    /** Creates it. */
    public Promised {
      proposal = List.copyOf(proposal);
    }
  }

  /** Take these members for the configuration after the sender's newest. */
  record Accept<V>(long phase, Configurations configurations, Ballot ballot, List<String> proposal)
      implements Question<V> {
    /** Creates it. */
    public Accept {
      proposal = List.copyOf(proposal);
    }

    @Override
    public Accept<V> at(long other, Configurations known) {
      return new Accept<>(other, known, ballot, proposal);
    }
  }

  /** They are taken, unless the ballot is higher than the one asked for. */
  record Accepted<V>(long phase, Configurations configurations, Ballot promised)
      implements Reply<V> {}

  /** That configuration was decided before: see the configurations of this message. */
  record Decided<V>(long phase, Configurations configurations) implements Reply<V> {}
}
