package dev.faultline.check.model;

import dev.faultline.check.Spec;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Creates the models. */
public final class Models {

  private Models() {}

  /** A register that is {@link Nil#NIL} initially; read and write only. */
  public static Spec<Object, RegisterOp, Object> register() {
    return register(Nil.NIL);
  }

  /** A register with an initial value; read and write only. */
  public static Spec<Object, RegisterOp, Object> register(Object initial) {
    return new Register(initial, false);
  }

  /** A register with compare-and-set that is {@link Nil#NIL} initially. */
  public static Spec<Object, RegisterOp, Object> casRegister() {
    return casRegister(Nil.NIL);
  }

  /** A register with compare-and-set and an initial value. */
  public static Spec<Object, RegisterOp, Object> casRegister(Object initial) {
    return new Register(initial, true);
  }

  /** A map from keys to values with get, put and append to strings; absent values are "". */
  public static Spec<KeyValues, KeyValueOp, Object> keyValue() {
    return keyValue("");
  }

  /** The same with this value for unwritten keys, such as {@link Nil#NIL}. */
  public static Spec<KeyValues, KeyValueOp, Object> keyValue(Object absent) {
    return new KeyValueModel(absent);
  }

  /**
   * Many objects of one kind, each under its own key; each is a part of the history that is checked
   * separately.
   */
  public static <S, I, O> Spec<Map<Object, S>, KeyedOp<I>, O> keyed(Spec<S, I, O> each) {
    return new Keyed<>(each);
  }

  /** Registers under keys. */
  public static Spec<Map<Object, Object>, KeyedOp<RegisterOp>, Object> multiRegister() {
    return keyed(register());
  }

  /** A counter that starts at zero. */
  public static Spec<Long, CounterOp, Object> counter() {
    return counter(0);
  }

  /** A counter with an initial value. */
  public static Spec<Long, CounterOp, Object> counter(long initial) {
    return new Counter(initial);
  }

  /** A set, initially empty. */
  public static Spec<Set<Object>, SetOp, Object> set() {
    return new SetModel();
  }

  /** A queue: first in, first out. */
  public static Spec<List<Object>, QueueOp, Object> fifoQueue() {
    return new FifoQueue();
  }

  /** A queue that returns its values in any order. */
  public static Spec<List<Object>, QueueOp, Object> unorderedQueue() {
    return new UnorderedQueue();
  }

  /** A stack: last in, first out. */
  public static Spec<List<Object>, QueueOp, Object> stack() {
    return new StackModel();
  }

  /** A priority queue: the least value first; numbers before everything else. */
  public static Spec<List<Object>, QueueOp, Object> priorityQueue() {
    return new PriorityQueueModel();
  }

  /** A lock that any client may release, as in Knossos; the owners in operations are ignored. */
  public static Spec<Object, LockOp, Object> mutex() {
    return new Mutex(false);
  }

  /** A lock that only its owner may release. */
  public static Spec<Object, LockOp, Object> ownedMutex() {
    return new Mutex(true);
  }

  /** A lock that returns increasing tokens of type {@code Long}. */
  public static Spec<?, LockOp, Object> fencedLock() {
    return new FencedLock();
  }

  /** An append-only list. */
  public static Spec<List<Object>, ListOp, Object> appendList() {
    return new AppendList();
  }

  /** Registers under keys; a transaction reads and writes several at once. */
  public static Spec<Map<Object, Object>, RegistersTxn, Object> transactionalRegisters() {
    return transactionalRegisters(Nil.NIL);
  }

  /** Registers under keys with an initial value; a transaction reads and writes several at once. */
  public static Spec<Map<Object, Object>, RegistersTxn, Object> transactionalRegisters(
      Object initial) {
    return new TxnRegisters(initial);
  }

  /** Accounts with unknown initial balances, and the sum of all balances if it is known. */
  public static Spec<?, BankOp, Object> bank(OptionalLong total) {
    return new OpenBank(total);
  }

  /** Accounts with these initial balances. */
  public static Spec<Map<Object, Long>, BankOp, Object> bank(Map<Object, Long> initial) {
    return new Bank(initial);
  }
}
