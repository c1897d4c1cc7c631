package dev.faultline.guard.group;

import java.util.List;

/** The messages between the processes of a register. */
public sealed interface RegisterMessage<V> {
  /** The operation that it belongs to: a number chosen by the requesting process. */
  long phase();

  /** The configurations that the sender considers active. */
  Configurations configurations();

  /** A request, repeated until it is answered. */
  sealed interface Question<V> extends RegisterMessage<V> {
    /** The same request in another phase, or with other configurations. */
    Question<V> at(long phase, Configurations configurations);
  }

  /** The answer to a request. */
  sealed interface Reply<V> extends RegisterMessage<V> {}

  /** Asks for the stored value. */
  record Query<V>(long phase, Configurations configurations) implements Question<V> {
    @Override
    public Query<V> at(long other, Configurations known) {
      return new Query<>(other, known);
    }
  }

  /** The stored value. */
  record Held<V>(long phase, Configurations configurations, Tag tag, V value) implements Reply<V> {}

  /** Asks the receiver to store a value, unless it has a newer one. */
  record Hold<V>(long phase, Configurations configurations, Tag tag, V value)
      implements Question<V> {
    @Override
    public Hold<V> at(long other, Configurations known) {
      return new Hold<>(other, known, tag, value);
    }
  }

  /** The value, or a newer one, is stored. */
  record Holding<V>(long phase, Configurations configurations) implements Reply<V> {}

  /**
   * Asks for a promise to accept no lower ballot for the configuration after the sender's newest
   * (Paxos phase 1).
   */
  record Prepare<V>(long phase, Configurations configurations, Ballot ballot)
      implements Question<V> {
    @Override
    public Prepare<V> at(long other, Configurations known) {
      return new Prepare<>(other, known, ballot);
    }
  }

  /**
   * The promised ballot, which is higher than the requested one if another came first.
   *
   * @param accepted the ballot accepted last
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

  /**
   * Asks to accept these members for the configuration after the sender's newest (Paxos phase 2).
   */
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

  /** They are accepted, unless this ballot is higher than the requested one. */
  record Accepted<V>(long phase, Configurations configurations, Ballot promised)
      implements Reply<V> {}

  /** That configuration was already decided: see the configurations of this message. */
  record Decided<V>(long phase, Configurations configurations) implements Reply<V> {}
}
