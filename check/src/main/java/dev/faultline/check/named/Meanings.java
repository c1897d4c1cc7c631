package dev.faultline.check.named;

import dev.faultline.check.model.BankOp;
import dev.faultline.check.model.CounterOp;
import dev.faultline.check.model.KeyValueOp;
import dev.faultline.check.model.KeyedOp;
import dev.faultline.check.model.ListOp;
import dev.faultline.check.model.LockOp;
import dev.faultline.check.model.Nil;
import dev.faultline.check.model.QueueOp;
import dev.faultline.check.model.RegisterOp;
import dev.faultline.check.model.SetOp;
import dev.faultline.check.read.Keyword;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What each model makes of the functions in a log. */
final class Meanings {

  private Meanings() {}

  /** read, write and cas of one register. */
  record OfRegister(boolean cas) implements Converter.Meaning<RegisterOp> {
    @Override
    public RegisterOp input(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return switch (op.f()) {
        case "read" -> new RegisterOp.Read();
        case "write" -> new RegisterOp.Write(written(op));
        case "cas" -> {
          if (!cas) {
            throw raw.malformed(op.line(), "a plain register has no cas; use cas-register");
          }
          if (!(written(op) instanceof List<?> pair) || pair.size() != 2) {
            throw raw.malformed(op.line(), "cas needs [expected new], not " + written(op));
          }
          yield new RegisterOp.Cas(pair.get(0), pair.get(1));
        }
        default -> throw unknown(raw, op, "read, write, cas");
      };
    }

    @Override
    public Object output(RawHistory raw, RawOperation op) {
      return switch (op.f()) {
        case "read" -> op.result();
        case "cas" -> !op.result().equals(false);
        default -> Nil.NIL;
      };
    }

    /** As in Knossos the completion says what was written; a cas may also answer true or false. */
    private static Object written(RawOperation op) {
      boolean answer = op.f().equals("cas") && op.result() instanceof Boolean;
      return op.end() != RawOperation.End.OK || op.result() == Nil.NIL || answer
          ? op.argument()
          : op.result();
    }

    /** In these logs a failed cas is a definite mismatch, unless it merely timed out. */
    @Override
    public boolean tellsByFailing(RawHistory raw, RawOperation op) {
      return raw.format() == RawHistory.Format.ETCD_LOG
          && op.f().equals("cas")
          && !(op.result() instanceof Keyword);
    }
  }

  /** Any meaning, for the object under a key, or under the first of a pair. */
  record Under<I>(Converter.Meaning<I> each) implements Converter.Meaning<KeyedOp<I>> {
    @Override
    public KeyedOp<I> input(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      var plain = Keys.unwrapped(raw, op);
      return new KeyedOp<>(plain.key(), each.input(raw, plain));
    }

    @Override
    public Object output(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return each.output(raw, Keys.unwrapped(raw, op));
    }

    @Override
    public boolean tellsByFailing(RawHistory raw, RawOperation op)
        throws MalformedHistoryException {
      return each.tellsByFailing(raw, Keys.unwrapped(raw, op));
    }
  }

  /** Any meaning, for one object that needs no key. */
  record AtOneKey<I>(Converter.Meaning<I> each) implements Converter.Meaning<KeyedOp<I>> {
    @Override
    public KeyedOp<I> input(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return new KeyedOp<>(Nil.NIL, each.input(raw, op));
    }

    @Override
    public Object output(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return each.output(raw, op);
    }
  }

  /** get, put and append. */
  record OfKeyValue() implements Converter.Meaning<KeyValueOp> {
    @Override
    public KeyValueOp input(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      if (op.key() == Nil.NIL) {
        throw raw.malformed(op.line(), "needs :key");
      }
      Completions.requireEffect(raw, op);
      String key = KeyText.of(op.key());
      return switch (op.f()) {
        case "get", "read" -> new KeyValueOp.Get(key);
        case "put", "write" -> new KeyValueOp.Put(key, Completions.subject(raw, op));
        case "append" -> new KeyValueOp.Append(key, text(raw, op, Completions.subject(raw, op)));
        default -> throw unknown(raw, op, "get, put, append");
      };
    }

    @Override
    public Object output(RawHistory raw, RawOperation op) {
      return isGet(op) ? op.result() : Nil.NIL;
    }

    static boolean isGet(RawOperation op) {
      return op.f().equals("get") || op.f().equals("read");
    }

    private static String text(RawHistory raw, RawOperation op, Object value)
        throws MalformedHistoryException {
      if (value instanceof String text) {
        return text;
      }
      throw raw.malformed(op.line(), "append adds a string, not " + value);
    }
  }

  /** add, add-and-get and read. */
  record OfCounter() implements Converter.Meaning<CounterOp> {
    @Override
    public CounterOp input(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return switch (op.f()) {
        case "read", "get" -> new CounterOp.Get();
        case "add" -> {
          Completions.requireEffect(raw, op);
          Completions.requireNoOther(raw, op);
          yield new CounterOp.Add(number(raw, op, op.argument()));
        }
        case "add-and-get" -> new CounterOp.AddAndGet(number(raw, op, Completions.asked(op)));
        default -> throw unknown(raw, op, "add, add-and-get, read");
      };
    }

    @Override
    public Object output(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      if (op.f().equals("add")) {
        return Nil.NIL;
      }
      return number(
          raw, op, op.f().equals("add-and-get") ? Completions.found(raw, op) : op.result());
    }
  }

  /** add, remove, contains and read. */
  record OfSet() implements Converter.Meaning<SetOp> {
    @Override
    public SetOp input(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return switch (op.f()) {
        case "add" -> new SetOp.Add(Completions.subject(raw, op));
        case "remove" -> new SetOp.Remove(Completions.subject(raw, op));
        case "contains" -> new SetOp.Contains(Completions.asked(op));
        case "read" -> new SetOp.ReadAll();
        default -> throw unknown(raw, op, "add, remove, contains, read");
      };
    }

    @Override
    public Object output(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return switch (op.f()) {
        case "contains" -> {
          if (!(Completions.found(raw, op) instanceof Boolean found)) {
            throw raw.malformed(
                op.endLine(), "contains must answer true or false, not " + op.result());
          }
          yield found;
        }
        case "read" -> {
          if (!(op.result() instanceof Collection<?> values)) {
            throw raw.malformed(op.endLine(), "expected the set's values, not " + op.result());
          }
          var different = new HashSet<Object>(values);
          // Jepsen counts an element that is read twice as an error: no set is equal to a list.
          yield different.size() == values.size() ? different : List.copyOf(values);
        }
        default -> Nil.NIL;
      };
    }
  }

  /** enqueue and dequeue, under all their names. */
  record OfQueue() implements Converter.Meaning<QueueOp> {
    @Override
    public QueueOp input(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return switch (op.f()) {
        case "enqueue", "put", "push", "insert", "add", "offer" ->
            new QueueOp.Put(Completions.subject(raw, op));
        case "dequeue", "take", "pop", "poll", "delete-min" -> new QueueOp.Take();
        default -> throw unknown(raw, op, "enqueue, dequeue, push, pop, put, take");
      };
    }

    @Override
    public Object output(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return input(raw, op) instanceof QueueOp.Take ? op.result() : Nil.NIL;
    }
  }

  /** acquire and release; the owner, where there are some, is the value, or else the process. */
  record OfLock(boolean owners, boolean fenced) implements Converter.Meaning<LockOp> {
    @Override
    public LockOp input(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      Completions.requireEffect(raw, op);
      Object named = op.argument() == Nil.NIL ? (Object) op.client() : op.argument();
      Object owner = owners ? named : Nil.NIL;
      return switch (op.f()) {
        case "acquire" -> new LockOp.Acquire(owner);
        case "release" -> new LockOp.Release(owner);
        default -> throw unknown(raw, op, "acquire, release");
      };
    }

    @Override
    public Object output(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return fenced && op.f().equals("acquire") ? (Object) number(raw, op, op.result()) : Nil.NIL;
    }
  }

  /** append and read. */
  record OfList() implements Converter.Meaning<ListOp> {
    @Override
    public ListOp input(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return switch (op.f()) {
        case "append" -> new ListOp.Append(Completions.subject(raw, op));
        case "read" -> new ListOp.ReadAll();
        default -> throw unknown(raw, op, "append, read");
      };
    }

    @Override
    public Object output(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      if (!op.f().equals("read")) {
        return Nil.NIL;
      }
      if (op.result() == Nil.NIL) {
        return List.of();
      }
      if (op.result() instanceof List<?>) {
        return op.result();
      }
      throw raw.malformed(op.endLine(), "expected a list, not " + op.result());
    }
  }

  /** transfer and read. */
  record OfBank() implements Converter.Meaning<BankOp> {
    @Override
    public BankOp input(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return switch (op.f()) {
        case "read" -> new BankOp.ReadAll();
        case "transfer" -> {
          if (!(op.argument() instanceof Map<?, ?> map)) {
            throw raw.malformed(op.line(), "transfer needs {:from :to :amount}");
          }
          Completions.requireNoOther(raw, op);
          long amount = number(raw, op, part(raw, op, map, "amount"));
          if (amount < 0) {
            throw raw.malformed(op.line(), "an amount must not be negative, as " + amount + " is");
          }
          yield new BankOp.Transfer(
              account(part(raw, op, map, "from")), account(part(raw, op, map, "to")), amount);
        }
        default -> throw unknown(raw, op, "transfer, read");
      };
    }

    private static Object part(RawHistory raw, RawOperation op, Map<?, ?> map, String name)
        throws MalformedHistoryException {
      Object value = map.get(new Keyword(name));
      if (value == null) {
        throw raw.malformed(op.line(), "transfer needs :" + name);
      }
      return value;
    }

    @Override
    public Object output(RawHistory raw, RawOperation op) throws MalformedHistoryException {
      return op.f().equals("read") ? balances(raw, op) : (Object) !op.result().equals(false);
    }

    static Map<Object, Long> balances(RawHistory raw, RawOperation op)
        throws MalformedHistoryException {
      var balances = new HashMap<Object, Long>();
      if (op.result() instanceof List<?> byNumber) {
        for (int i = 0; i < byNumber.size(); i++) {
          balances.put((long) i, number(raw, op, byNumber.get(i)));
        }
        return balances;
      }
      if (!(op.result() instanceof Map<?, ?> map)) {
        throw raw.malformed(op.endLine(), "expected a map of balances, not " + op.result());
      }
      for (var entry : map.entrySet()) {
        Object account = account(entry.getKey());
        if (balances.put(account, number(raw, op, entry.getValue())) != null) {
          throw raw.malformed(op.endLine(), "a read has the account " + account + " twice");
        }
      }
      return balances;
    }

    /** An account by its name; JSON has no numbers for keys. */
    static Object account(Object named) {
      Object account = named instanceof Keyword(String name) ? name : named;
      return account instanceof String text && text.matches("0|[1-9]\\d{0,17}")
          ? (Object) Long.parseLong(text)
          : account;
    }
  }

  private static Long number(RawHistory raw, RawOperation op, Object value)
      throws MalformedHistoryException {
    if (value instanceof Long number) {
      return number;
    }
    throw raw.malformed(op.line(), "expected a whole number, not " + value);
  }

  private static MalformedHistoryException unknown(RawHistory raw, RawOperation op, String known) {
    if (op.f().isEmpty()) {
      return raw.malformed(op.line(), "an event needs :f; the model has " + known);
    }
    return raw.malformed(op.line(), "unknown function " + op.f() + "; the model has " + known);
  }
}
