package dev.faultline.examples.stores.adaptor;

import dev.faultline.examples.stores.KeyValueStore;
import dev.faultline.examples.stores.StoreOpener;
import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.HTreeMap;
import org.mapdb.Serializer;

/** Opens MapDB with transactions. */
public final class MapDbOpener implements StoreOpener {
  /** For the loader. */
  public MapDbOpener() {}

  @Override
  public KeyValueStore open(File file) {
    DB db = DBMaker.fileDB(file).transactionEnable().make();
    try {
      return new Open(db, db.hashMap("map", Serializer.STRING, Serializer.STRING).createOrOpen());
    } catch (RuntimeException | Error e) {
      db.close();
      throw e;
    }
  }

  private record Open(DB db, HTreeMap<String, String> map) implements KeyValueStore {
    @Override
    public void put(String key, String value) {
      map.put(key, value);
    }

    @Override
    public void commit() {
      db.commit();
    }

    @Override
    public Map<String, String> all() {
      return new TreeMap<>(map);
    }

    @Override
    public void close() {
      db.close();
    }
  }
}
