/**
 * Levels below linearizability for single operations: sequential, causal, PRAM, the session
 * guarantees, eventual.
 *
 * <p>Papers: Lamport, "How to Make a Multiprocessor Computer That Correctly Executes Multiprocess
 * Programs" (1979); Lipton and Sandberg, "PRAM" (1988); Terry and others, "Session Guarantees"
 * (PDIS 1994); Ahamad and others, "Causal Memory" (1995); Bouajjani and others, "On Verifying
 * Causal Consistency" (POPL 2017); Shapiro and others, "Conflict-Free Replicated Data Types" (SSS
 * 2011).
 */
@NullMarked
package dev.faultline.check.session;

import org.jspecify.annotations.NullMarked;
