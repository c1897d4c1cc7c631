package dev.faultline.sim;

import dev.faultline.sim.trace.Violation;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a world went.
 *
 * @param violation the first property that did not hold, or null
 * @param inconclusive why there is no verdict, or null: an event limit, a check that ran out of
 *     budget
 * @param nanos simulated time at the end
 * @param events how many events were handled
 * @param traceHash equal exactly for equal runs
 * @param reached for every {@code sometimes} of the program, whether it happened; and for all
 *     {@link Clients} together that were added at once, whether any operation of theirs succeeded
 * @param outcomes what the program declared as outcomes of this run, in order
 * @param unhashed the classes of messages, operations and stored values that could not be looked
 *     into, in the order of their names: a leak of nondeterminism in them goes unseen, and so does
 *     a change after sending. Records, enums, collections, arrays, text and boxed values can be
 *     looked into; a record needs a package that is open to {@code dev.faultline.sim}, or is public
 * @param outliving state that outlived an incarnation or the world, in words: static variables of
 *     the class of a node that came back; static variables that changed, and constants whose
 *     contents did, of the classes that nodes and their factories are written in; and factories
 *     that captured something which changed meanwhile. Where it is not the experiment's own record
 *     of what happened, a crash loses less here than it does in production, and a world depends on
 *     those before it
 * @param real what the world's nodes or properties did for real, in words, as far as that can be
 *     seen in a JVM without the agent; with it nothing is, and this is empty. Not part of the run:
 *     another one that is equal may say something else
 * @param deadlocks threads of blocking nodes that waited for each other's locks, at the end of the
 *     world or of an incarnation: in words, which thread waits for what and who holds it, a text
 *     for each circle
 * @param waiting where the threads of blocking nodes waited, in words, when a property did not hold
 *     and neither a message nor a timer nor a thread was left that could have changed that; empty
 *     for all other worlds
 * @param chances how often each chance was taken that nodes offered, by {@link
 *     dev.faultline.core.Env#chance}
 * @param byHand how often each kind of fault struck that the program plays itself, and how often it
 *     changed its nodes
 */
public record WorldResult(
    @Nullable Violation violation,
    @Nullable String inconclusive,
    long nanos,
    long events,
    long traceHash,
    Map<String, Boolean> reached,
    List<String> outcomes,
    List<String> unhashed,
    List<String> outliving,
    List<String> real,
    List<String> deadlocks,
    List<String> waiting,
    SortedMap<String, Integer> chances,
    SortedMap<String, Integer> byHand) {}
