/**
 * Decides whether a history fits a consistency model.
 *
 * <pre>{@code
 * Verdict verdict = Linearizability.check(history, Models.casRegister(), Budget.DEFAULT);
 * switch (verdict) {
 *   case Verdict.Valid(var witness, var statistics) -> ...    // an order that explains everything
 *   case Verdict.Invalid(var evidence, var statistics) -> ... // evidence.explanation(), operations()
 *   case Verdict.Unknown(var reason, var undecided, var statistics) -> ... // never a pass
 * }
 * }</pre>
 *
 * <p>The history is a {@link dev.faultline.core.history.History}; the model is a {@link
 * dev.faultline.check.Spec}, one of {@link dev.faultline.check.model.Models} or your own. {@link
 * dev.faultline.check.Budget#deterministic} gives the same verdict on every machine.
 */
@NullMarked
package dev.faultline.check;

import org.jspecify.annotations.NullMarked;
