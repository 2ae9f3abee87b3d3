package io.aegisvision.dataplane.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A mounted volume. A file appears there whole or not at all. */
public final class VolumeStore implements EvidenceStore {
    private final Path folder;
    private final String claim;

    /**
     * @param folder where it is mounted
     * @param claim the name of its claim, part of every address
     */
    public VolumeStore(Path folder, String claim) {
        this.folder = folder;
        this.claim = claim;
    }

    @Override
    public String put(String key, Path file, String mediaType, String digest) throws StoreException {
        Path target = folder.resolve(key).normalize();
        if (!target.startsWith(folder)) {
            throw new StoreException("the key leads out of the volume", true);
        }
        try {
            if (!Files.isDirectory(folder)) {
                throw new StoreException("the volume is not mounted", false);
            }
            Files.createDirectories(target.getParent());
            Path partial = target.resolveSibling(target.getFileName() + ".partial");
            Files.copy(file, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AccessDeniedException e) {
            throw new StoreException("the volume refuses: AccessDenied", true);
        } catch (FileSystemException e) {
            throw new StoreException("the volume refuses: " + e.getReason(), false);
        } catch (IOException e) {
            throw new StoreException("the volume refuses: " + e.getClass().getSimpleName(), false);
        }
        return "pvc://" + claim + "/" + key;
    }

    @Override
    public void close() {}
}
