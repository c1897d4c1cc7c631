/**
 * What clients saw: operations with their calls and returns, in one total order of positions.
 *
 * <p>A {@link dev.faultline.core.history.History} is the only thing that a consistency checker is
 * given. Simulated clients write one through {@link dev.faultline.core.history.HistoryRecorder};
 * readers of foreign logs build one directly.
 *
 * <p>Terms are those of Herlihy and Wing, "Linearizability: A Correctness Condition for Concurrent
 * Objects" (TOPLAS 1990); <em>indeterminate</em> is what Jepsen calls {@code :info}.
 */
@NullMarked
package dev.faultline.core.history;

import org.jspecify.annotations.NullMarked;
