import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Set;

/** Speaks MongoDB's wire protocol on the port of 127.0.0.1 that is its argument, over memory: it forgets all when it ends. */
public final class MongoStandIn {
    private MongoStandIn() {
    }

    public static void main(String[] arguments) {
        MemoryBackend backend = new Backend();
        backend.version(new Version());
        MongoServer server = new MongoServer(backend);
        server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
        System.out.println("Listening on " + server.getConnectionString());
    }

    /** The driver refuses wire versions below 9, and the newest that the library itself has is 8. */
    private static final class Version implements MongoVersion {
        @Override
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        @Override
        public int getWireVersion() {
            return 13;
        }
    }

    private static final class Backend extends MemoryBackend {
        @Override
        public MemoryDatabase openOrCreateDatabase(String name) {
            return new Database(name, getCursorRegistry());
        }
    }

    private static final class Database extends MemoryDatabase {
        Database(String name, CursorRegistry cursors) {
            super(name, cursors);
        }

        @Override
        protected Index<Integer> openOrCreateUniqueIndex(
                String collection, String name, List<IndexKey> keys, boolean sparse) {
            return new LeadingIndex(name, keys, sparse);
        }
    }

    /**
     * Also serves a query that names more than the keys of the index, which the library would answer from every document:
     * what the index finds is matched with the whole query in any case.
     */
    private static final class LeadingIndex extends MemoryUniqueIndex {
        LeadingIndex(String name, List<IndexKey> keys, boolean sparse) {
            super(name, keys, sparse);
        }

        @Override
        public synchronized boolean canHandle(Document query) {
            return query.keySet().containsAll(keySet()) && super.canHandle(ownPartOf(query));
        }

        @Override
        public synchronized Iterable<Integer> getPositions(Document query) {
            return super.getPositions(ownPartOf(query));
        }

        private Document ownPartOf(Document query) {
            Set<String> keys = keySet();
            Document part = new Document();
            query.forEach((key, value) -> {
                if (keys.contains(key)) {
                    part.put(key, value);
                }
            });
            return part;
        }
    }
}
