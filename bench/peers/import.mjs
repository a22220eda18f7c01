/** Imports a package as the modules of this folder do: by the conditions of `import`, not by those of `require`. */
export const importHere = (name) => import(name);
