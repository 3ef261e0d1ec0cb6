// Run by mongosh against a MongoDB that may be new: makes it a replica set of one, with a user for Reeve that can do nothing
// beyond its own database. Run again, it sets the user's password to what it is told now.
try {
  rs.status();
} catch (error) {
  if (error.codeName !== 'NotYetInitialized') throw error;
  rs.initiate({ _id: 'reeve', members: [{ _id: 0, host: 'mongodb:27017' }] });
}
while (!db.hello().isWritablePrimary) sleep(200);

const reeve = db.getSiblingDB('reeve');
const pwd = process.env.MONGODB_REEVE_PASSWORD;
if (reeve.getUser('reeve') === null) reeve.createUser({ user: 'reeve', pwd, roles: ['readWrite'] });
else reeve.updateUser('reeve', { pwd });
