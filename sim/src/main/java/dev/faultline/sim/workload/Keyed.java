package dev.faultline.sim.workload;

import dev.faultline.check.Spec;
import dev.faultline.check.model.KeyedOp;
import dev.faultline.check.model.Models;
import dev.faultline.core.history.Outcome;
import java.util.List;

/** Many objects of one kind, each under a key. */
public final class Keyed {
  private static final String KIND = "kind";

  private Keyed() {}

  /** The objects, for as many keys as operations name. */
  public static <I, O> Kind<KeyedOp<I>, O> keyed(Kind<I, O> each) {
    return new Many<>(each);
  }

  /**
   * A mix of operations on an object that is drawn from these, all equally likely. Its weight is
   * the sum of the shares'.
   *
   * @param keys one or more
   */
  @SafeVarargs
  public static <I> Share<KeyedOp<I>> on(List<?> keys, Share<I>... shares) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keys are empty, expected one or more");
    }
    List<Object> all = List.copyOf(keys);
    List<Share<I>> mix = List.of(shares);
    return new Share<>(
        Share.total(mix),
        known -> {
          if (!(known.noted(KIND) instanceof Kind<?, ?> kind)) {
            throw new IllegalStateException("on belongs to clients of Keyed.keyed");
          }
          Object key = all.get(known.random().nextInt(all.size()));
          return new KeyedOp<>(key, Share.next(mix, known.of(key, kind)));
        });
  }

  private record Many<I, O>(Kind<I, O> each) implements Kind<KeyedOp<I>, O> {
    @Override
    public Spec<?, KeyedOp<I>, O> model() {
      return Models.keyed(each.model());
    }

    @Override
    public void begins(Known known) {
      known.note(KIND, each);
    }

    @Override
    public void ended(Known known, KeyedOp<I> input, Outcome<O> outcome) {
      each.ended(known.of(input.key(), each), input.input(), outcome);
    }
  }
}
