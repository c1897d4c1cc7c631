package dev.faultline.check;

import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.List;

/** A specification that hides the partition of another. */
record Unpartitioned<S, I, O>(Spec<S, I, O> spec) implements Spec<S, I, O> {

  @Override
  public S initial() {
    return spec.initial();
  }

  @Override
  public Step<S> step(S state, I input, Outcome<O> outcome) {
    return spec.step(state, input, outcome);
  }

  @Override
  public boolean readOnly(I input, Outcome<O> outcome) {
    return spec.readOnly(input, outcome);
  }

  @Override
  public Lookahead<S> lookahead(List<Operation<I, O>> part) {
    return spec.lookahead(part);
  }

  @Override
  public boolean outputsDecideStates() {
    return spec.outputsDecideStates();
  }
}
