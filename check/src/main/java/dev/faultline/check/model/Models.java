package dev.faultline.check.model;

import dev.faultline.check.Spec;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Makes the models. */
public final class Models {

  private Models() {}

  /** A register that holds {@link Nil#NIL} first; read and write only. */
  public static Spec<Object, RegisterOp, Object> register() {
    return register(Nil.NIL);
  }

  /** A register with an initial value; read and write only. */
  public static Spec<Object, RegisterOp, Object> register(Object initial) {
    return new Register(initial, false);
  }

  /** A register with compare-and-set that holds {@link Nil#NIL} first. */
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

  /** The same with another value under a key that nobody wrote, as {@link Nil#NIL}. */
  public static Spec<KeyValues, KeyValueOp, Object> keyValue(Object absent) {
    return new KeyValueModel(absent);
  }

  /** Many objects of one kind, each under a key and a part of its own. */
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

  /** A set, empty at first. */
  public static Spec<Set<Object>, SetOp, Object> set() {
    return new SetModel();
  }

  /** First in, first out. */
  public static Spec<List<Object>, QueueOp, Object> fifoQueue() {
    return new FifoQueue();
  }

  /** Any order. */
  public static Spec<List<Object>, QueueOp, Object> unorderedQueue() {
    return new UnorderedQueue();
  }

  /** Last in, first out. */
  public static Spec<List<Object>, QueueOp, Object> stack() {
    return new StackModel();
  }

  /** The least value first; numbers before everything else. */
  public static Spec<List<Object>, QueueOp, Object> priorityQueue() {
    return new PriorityQueueModel();
  }

  /**
   * A lock that anybody may give back, as in Knossos; the owners in operations are not looked at.
   */
  public static Spec<Object, LockOp, Object> mutex() {
    return new Mutex(false);
  }

  /** A lock that only its owner may give back. */
  public static Spec<Object, LockOp, Object> ownedMutex() {
    return new Mutex(true);
  }

  /** A lock whose tokens grow; they are {@code Long}. */
  public static Spec<?, LockOp, Object> fencedLock() {
    return new FencedLock();
  }

  /** A list that only grows. */
  public static Spec<List<Object>, ListOp, Object> appendList() {
    return new AppendList();
  }

  /** Registers under keys, which transactions read and write, several at once. */
  public static Spec<Map<Object, Object>, RegistersTxn, Object> transactionalRegisters() {
    return transactionalRegisters(Nil.NIL);
  }

  /** Registers under keys with an initial value, which transactions read and write. */
  public static Spec<Map<Object, Object>, RegistersTxn, Object> transactionalRegisters(
      Object initial) {
    return new TxnRegisters(initial);
  }

  /** Accounts whose first balances nobody told; with the sum of all, if that is known. */
  public static Spec<?, BankOp, Object> bank(OptionalLong total) {
    return new OpenBank(total);
  }

  /** Accounts with their first balances. */
  public static Spec<Map<Object, Long>, BankOp, Object> bank(Map<Object, Long> initial) {
    return new Bank(initial);
  }
}
